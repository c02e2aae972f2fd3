import Geometry

/// One object's way across one line.
///
/// What counts is where the path of the foot goes through the segment: each step through it is one to the right or one to the
/// left, and once the foot is clear of the segment the sum says what came of it. A path that wavers in the line, that turns
/// back, or that leads around the segment's end sums up to nothing; one that leads across sums up to one, however many or few
/// pictures show it.
struct LinePassage: Hashable, Sendable {
    private var previous: Point?
    /// Steps to the right less steps to the left since the foot was last clear of the line.
    private var sum = 0
    /// When the last of them was taken.
    private var crossedAt = 0.0
    /// An object that was first seen in the line may have come from either side.
    private var wasClear = false

    /// - Parameter margin: how far the foot has to be from the segment to be clear of it, as a share of the object's size.
    /// - Returns: the direction, and when the picture was taken that first showed the foot across.
    mutating func follow(
        _ box: Box, _ segment: Segment, margin: Double, at seconds: Double
    ) -> (direction: LineDirection, at: Double)? {
        step(to: box.foot, segment, at: seconds)
        guard isClear(box, of: segment, margin: margin) else { return nil }
        defer {
            wasClear = true
            sum = 0
        }
        return wasClear && sum != 0 ? (sum > 0 ? .leftToRight : .rightToLeft, crossedAt) : nil
    }

    private mutating func step(to foot: Point, _ segment: Segment, at seconds: Double) {
        defer { previous = foot }
        guard let previous, let crossing = segment.crossing(from: previous, to: foot) else { return }
        sum += crossing == .leftToRight ? 1 : -1
        crossedAt = seconds
    }

    private func isClear(_ box: Box, of segment: Segment, margin: Double) -> Bool {
        let (foot, near) = (box.foot, segment.nearest(to: box.foot))
        return Point(x: (foot.x - near.x) / box.width, y: (foot.y - near.y) / box.height).length >= margin
    }
}

/// One object's ways across all lines, from when it was first seen: it may have crossed one before it was believed.
struct LineWalk: Sendable {
    struct Crossing: Hashable, Sendable {
        let line: Int
        let direction: LineDirection
        let at: Double
    }

    /// More than that are never told at once; what nobody believes for hours does not pile up.
    private static let mostUntold = 8

    private var passages: [LinePassage]
    private var untold: [Crossing] = []

    init(lines: Int) {
        passages = Array(repeating: LinePassage(), count: lines)
    }

    mutating func follow(_ box: Box, _ lines: [Line], margin: Double, at seconds: Double) {
        for (index, line) in lines.enumerated() {
            guard let passed = passages[index].follow(box, line.segment, margin: margin, at: seconds) else { continue }
            untold.append(Crossing(line: index, direction: passed.direction, at: passed.at))
        }
        untold = untold.suffix(Self.mostUntold)
    }

    /// The crossings that were not told before.
    mutating func tell() -> [Crossing] {
        defer { untold = [] }
        return untold
    }
}
