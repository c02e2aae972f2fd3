package import Geometry

extension Configuration.Camera {
    /// A line across which objects are counted.
    package struct Line: Equatable, Named, Sendable {
        package var name = ""
        package var from = Point(x: 0, y: 0)
        package var to = Point(x: 1, y: 1)
        package var direction = Direction.both
        package var terms = Configuration.Terms()

        package init() {}

        /// As seen by one who looks along the line.
        package enum Direction: String, CaseIterable, Sendable {
            case both
            case leftToRight = "left-to-right"
            case rightToLeft = "right-to-left"
        }
    }
}

extension Configuration.Camera.Line: Ruled {
    static let keys: [Key<Self>] =
        [
            Key("from", \.from, .point, need: .required, "Where the line begins."),
            Key(
                "to", \.to, .point, need: .required,
                "Where it ends. Looking from `from` to `to`, the line has a left and a right hand."),
            Key("direction", \.direction, .choice, "Which crossings are told of; both ways are counted in any case."),
        ] + termKeys(labels: "Which objects are counted; all where not given.")

    /// As a share of the picture: 10 pixels of a full HD picture's height.
    private static let tinyLength = 0.01

    func check(_ node: Node, _ reader: Reader) {
        guard reader.leads(node, from, to, "has no length: it ends where it begins") else { return }
        if from.distance(to: to) < Self.tinyLength {
            let length = short((from.distance(to: to) * 10_000).rounded() / 10_000)
            reader.warn(node, "\(node.shownPath) is next to nothing long, \(length) of the picture")
        }
    }
}

extension Reader {
    /// Whether the two ends of a line or an arrow are given and differ.
    func leads(_ node: Node, _ from: Point, _ to: Point, _ otherwise: String) -> Bool {
        // Elsewhere it was told already.
        if readsDefaults, let missing = ["from", "to"].first(where: { node.value(of: $0) == nil }) {
            fail(node, "\(node.shownPath) lacks the required key \(quoted(missing))")
        }
        guard node.value(of: "from") != nil, let end = node.value(of: "to") else { return false }
        if from == to { fail(end, "\(node.shownPath) \(otherwise)") }
        return from != to
    }
}
