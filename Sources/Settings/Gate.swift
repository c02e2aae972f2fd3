extension Configuration.Camera {
    /// Two lines, one behind the other, that an object crosses in one go.
    package struct Gate: Equatable, Named, Sendable {
        package var name = ""
        /// The names of two lines of the camera.
        package var lines: [String] = []
        package var within = Duration.seconds(10)
        package var direction = Direction.both
        package var terms = Configuration.Terms()

        package init() {}

        /// In: over the first line, then over the second one.
        package enum Direction: String, CaseIterable, Sendable {
            case both
            case inwards = "in"
            case outwards = "out"
        }
    }
}

extension Configuration.Camera.Gate: Ruled {
    static let keys: [Key<Self>] =
        [
            Key(
                "lines", \.lines, .list(of: .name("a line of the camera"), "names of lines", mayBeEmpty: false),
                need: .required, "Two of the camera's `lines`: whoever crosses the first, then the second one goes in."),
            Key(
                "within", \.within, .duration(.milliseconds(100)...(.seconds(3600))),
                "The longest time from one line to the other."),
            Key("direction", \.direction, .choice, "Which passages are told of; both ways are counted in any case."),
        ] + termKeys(labels: "Which objects are counted; all where not given.")

    func check(_ node: Node, _ reader: Reader) {
        guard let place = node.value(of: "lines"), !lines.isEmpty else { return }
        if lines.count != 2 {
            reader.fail(place, "\(place.shownPath) has \(lines.count) lines; a gate has two")
        } else if lines[0] == lines[1] {
            reader.fail(place, "\(place.shownPath) names the same line twice")
        }
    }
}

extension Kind where Value == String {
    /// The name of something else in the file; whether there is such a thing is checked by whoever knows all of it.
    static func name(_ what: String) -> Kind {
        Kind(allowed: what) { node, _, reader in
            reader.text(node, what)
        } show: {
            $0
        }
    }
}
