/// The data of `vedette.line.*`: an object crossed a line.
package struct LineReport: Codable, Hashable, Sendable {
    /// As seen by one who looks along the line from its start to its end.
    package enum Direction: String, Codable, Sendable {
        case leftToRight = "left-to-right"
        case rightToLeft = "right-to-left"
    }

    /// How often it was crossed.
    package struct Counts: Codable, Hashable, Sendable {
        package let leftToRight: Int
        package let rightToLeft: Int

        package init(leftToRight: Int, rightToLeft: Int) {
            self.leftToRight = leftToRight
            self.rightToLeft = rightToLeft
        }

        private enum CodingKeys: String, CodingKey {
            case leftToRight = "left_to_right"
            case rightToLeft = "right_to_left"
        }
    }

    package let line: String
    package let direction: Direction

    /// Since the daemon began to watch the camera, this crossing among them.
    package let counts: Counts
    package let object: ObjectReport

    package init(line: String, direction: Direction, counts: Counts, object: ObjectReport) {
        self.line = line
        self.direction = direction
        self.counts = counts
        self.object = object
    }
}
