extension Segment {
    /// Which way a step crosses this segment, as seen by one who looks along it from `start` to `end`.
    package enum Crossing: Hashable, Sendable {
        case leftToRight
        case rightToLeft
    }

    /// How the straight step from one point to another crosses the segment; nil where it does not.
    ///
    /// A point on the segment's line counts as to its right, so that a path made of steps crosses as often one way or the
    /// other as its ends demand, also where its corners lie on the line.
    package func crossing(from one: Point, to other: Point) -> Crossing? {
        let (before, after) = (turn(start, end, one), turn(start, end, other))
        guard (before >= 0) != (after >= 0) else { return nil }
        let share = before / (before - after)
        let met = Point(x: one.x + share * (other.x - one.x), y: one.y + share * (other.y - one.y))
        guard (0...1).contains(position(of: met)) else { return nil }
        return after >= 0 ? .leftToRight : .rightToLeft
    }

    /// The point of the segment that is nearest to another.
    package func nearest(to point: Point) -> Point {
        let share = min(1, max(0, position(of: point)))
        return Point(x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y))
    }

    /// Where a point stands beside the segment: 0 at its start, 1 at its end; 0 for a segment without length.
    private func position(of point: Point) -> Double {
        let (along, down) = (end.x - start.x, end.y - start.y)
        let square = along * along + down * down
        return square > 0 ? ((point.x - start.x) * along + (point.y - start.y) * down) / square : 0
    }
}
