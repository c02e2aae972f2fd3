/// The data of `vedette.gate.passed`: an object went through a gate of two lines.
package struct GateReport: Codable, Hashable, Sendable {
    /// How often it was passed.
    package struct Counts: Codable, Hashable, Sendable {
        package let inwards: Int
        package let outwards: Int

        package init(inwards: Int, outwards: Int) {
            self.inwards = inwards
            self.outwards = outwards
        }

        private enum CodingKeys: String, CodingKey {
            case inwards = "in"
            case outwards = "out"
        }
    }

    package let gate: String

    /// `in`, over the first line and then the second one, or `out`.
    package let direction: String

    /// Since the daemon began to watch the camera, this passage among them.
    package let counts: Counts

    /// From one line to the other.
    package let passageSeconds: Double
    package let object: ObjectReport

    package init(gate: String, direction: String, counts: Counts, passageSeconds: Double, object: ObjectReport) {
        self.gate = gate
        self.direction = direction
        self.counts = counts
        self.passageSeconds = passageSeconds.rounded(toPlaces: 3)
        self.object = object
    }

    private enum CodingKeys: String, CodingKey {
        case gate, direction, counts, object
        case passageSeconds = "passage_seconds"
    }
}
