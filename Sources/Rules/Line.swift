package import Geometry

/// A named line that objects cross with the point where they stand. It has a left and a right hand, as seen by one who looks
/// along it from its start to its end.
package struct Line: Hashable, Sendable {
    package let name: String
    package let segment: Segment
    /// Which objects it is for; nil for all.
    package let labels: Set<String>?

    package init(name: String, segment: Segment, labels: Set<String>? = nil) {
        self.name = name
        self.segment = segment
        self.labels = labels
    }
}

/// Which way a line was crossed.
package enum LineDirection: String, Hashable, Sendable, CaseIterable {
    case leftToRight = "left-to-right"
    case rightToLeft = "right-to-left"
}

/// How often a line was crossed.
package struct LineTotals: Hashable, Sendable {
    package var leftToRight = 0
    package var rightToLeft = 0

    package init(leftToRight: Int = 0, rightToLeft: Int = 0) {
        self.leftToRight = leftToRight
        self.rightToLeft = rightToLeft
    }

    package mutating func count(_ direction: LineDirection) {
        switch direction {
        case .leftToRight: leftToRight += 1
        case .rightToLeft: rightToLeft += 1
        }
    }
}
