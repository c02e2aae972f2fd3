extension Configuration.Camera {
    /// Several conditions that together are worth telling.
    package struct Rule: Equatable, Named, Sendable {
        package var name = ""
        package var all: [Condition] = []
        package var any: [Condition] = []
        package var then: [Condition] = []
        package var within = Duration.seconds(10)
        /// Whether one object has to meet all conditions; nil for what is usual: of `then` it has.
        package var sameObject: Bool?
        package var terms = Configuration.Terms()

        package init() {}

        /// One thing that is told of a zone, a line, a gate or another rule.
        package struct Condition: Equatable, Sendable {
            package var zone: String?
            package var state = State.inside
            package var line: String?
            package var gate: String?
            /// As lines or gates have it; nil for either.
            package var direction: Direction?
            package var rule: String?
            /// nil for all.
            package var labels: [String]?

            package init() {}
        }

        package enum State: String, CaseIterable, Sendable {
            case inside = "in"
            case entered, left, occupied, loitering, crowd
            case wrongWay = "wrong-way"
            case running, speeding
            case leftBehind = "left-behind"
            case takenAway = "taken-away"
        }

        package enum Direction: String, CaseIterable, Sendable {
            case leftToRight = "left-to-right"
            case rightToLeft = "right-to-left"
            case inwards = "in"
            case outwards = "out"
        }

        /// The conditions, whichever way they are joined.
        package var conditions: [Condition] { all + any + then }

        /// Whether one object has to meet them all.
        package var isOfOneObject: Bool { sameObject ?? !then.isEmpty }
    }
}

extension Configuration.Camera.Rule: Ruled {
    static let keys: [Key<Self>] =
        [
            Key("all", \.all, more, "Told when all of these hold at once; each has the keys of `then[]`."),
            Key("any", \.any, more, "Told when one of these begins or happens; each has the keys of `then[]`."),
            Key("then", \.then, conditions, "Told when these begin or happen one after the other."),
            Key(
                "within", \.within, .duration(.milliseconds(100)...(.seconds(86_400))),
                "`then`: the longest time from the first to the last. `all`: how long what happens in a moment holds."
            ),
            Key(
                "same_object", \.sameObject, .optional(.flag),
                "Whether one object has to meet all conditions; where not given, it has with `then`, and has not with `all`."
            ),
        ] + termKeys(labels: "Which objects may meet the conditions; all where not given.")

    /// The same, listed once in the documentation.
    private static var more: Kind<[Condition]> {
        var kind = conditions
        kind.children = { _ in [] }
        return kind
    }

    private static let conditions = Kind<[Condition]>.list(
        of: .section(), "conditions", mayBeEmpty: false)

    func check(_ node: Node, _ reader: Reader) {
        let given = ["all", "any", "then"].filter { node.value(of: $0) != nil }
        if given.count != 1 {
            reader.fail(
                node,
                "\(node.shownPath) needs one of `all`, `any` and `then`, and has \(given.count) of them")
        }
        guard isOfOneObject, sameObject == true || !then.isEmpty else { return }
        for condition in conditions where condition.isOfNoObject {
            reader.fail(
                node, "\(node.shownPath): what is `\(condition.state.rawValue)` is no single object",
                "add `same_object: false`")
            return
        }
    }
}

extension Configuration.Camera.Rule.Condition: Section {
    static let keys: [Key<Self>] = [
        Key(
            "zone", \.zone, .optional(.name("a zone of the camera")),
            "One of the camera's `zones`, with `is`."),
        Key("is", \.state, .choice, "What is the case in the zone, as the zone's own events tell it."),
        Key(
            "line", \.line, .optional(.name("a line of the camera")),
            "Or one of its `lines`, which is crossed."),
        Key(
            "gate", \.gate, .optional(.name("a gate of the camera")),
            "Or one of its `gates`, which is passed."),
        Key(
            "direction", \.direction, .optional(.choice),
            "Which way the line is crossed or the gate is passed; either where not given."),
        Key(
            "rule", \.rule, .optional(.name("a rule above")),
            "Or one of its `rules`, from above this one."),
        Key("labels", \.labels, .someLabels, "Which objects; all where not given."),
    ]

    func check(_ node: Node, _ reader: Reader) {
        let given = [zone, line, gate, rule].compactMap(\.self).count
        if given != 1 {
            reader.fail(
                node,
                "\(node.shownPath) needs one of `zone`, `line`, `gate` and `rule`, and has \(given) of them"
            )
        } else if let place = node.value(of: "is"), zone == nil {
            reader.fail(place, "\(place.shownPath) goes with a `zone`")
        } else if let place = node.value(of: "direction"), let direction {
            let ofLine = direction == .leftToRight || direction == .rightToLeft
            if ofLine ? line == nil : gate == nil {
                reader.fail(
                    place,
                    "\(place.shownPath): `\(direction.rawValue)` goes with a `\(ofLine ? "line" : "gate")`")
            }
        }
    }

    fileprivate var isOfNoObject: Bool {
        zone != nil && [.occupied, .crowd, .leftBehind, .takenAway].contains(state)
    }
}
