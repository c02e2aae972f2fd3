/// A straight way from one point to another, in normalised coordinates.
package struct Segment: Hashable, Sendable {
    package var start: Point
    package var end: Point

    package init(start: Point, end: Point) {
        self.start = start
        self.end = end
    }

    package var length: Double { start.distance(to: end) }

    /// Whether the two have a point in common, ends included.
    ///
    /// Reference: Cormen et al., Introduction to Algorithms, 3rd edition, section 33.1.
    package func touches(_ other: Segment) -> Bool {
        let ends = (turn(start, end, other.start), turn(start, end, other.end))
        let otherEnds = (turn(other.start, other.end, start), turn(other.start, other.end, end))
        if ends.0 * ends.1 < 0 && otherEnds.0 * otherEnds.1 < 0 { return true }
        return (ends.0 == 0 && spans(other.start)) || (ends.1 == 0 && spans(other.end))
            || (otherEnds.0 == 0 && other.spans(start)) || (otherEnds.1 == 0 && other.spans(end))
    }

    /// Whether a point on the segment's line lies between its ends.
    private func spans(_ point: Point) -> Bool {
        (min(start.x, end.x)...max(start.x, end.x)).contains(point.x)
            && (min(start.y, end.y)...max(start.y, end.y)).contains(point.y)
    }
}

/// Positive, negative or zero as the way from one point over the next to the last turns right, left or not at all.
func turn(_ one: Point, _ next: Point, _ last: Point) -> Double {
    (next.x - one.x) * (last.y - next.y) - (next.y - one.y) * (last.x - next.x)
}
