extension Polygon {
    /// The share of the picture inside, for a polygon that does not cross itself (shoelace formula).
    package var area: Double {
        abs(sides.reduce(0) { $0 + cross($1.start, $1.end) }) / 2
    }

    /// The first two sides that meet where they must not, counted from 0; nil for a simple polygon.
    ///
    /// Side n leads from corner n to the next. Neighbours meet in the corner that they share and must not run back
    /// along each other; all other sides must not touch. Quadratic in the number of corners.
    package var crossing: (first: Int, second: Int)? {
        let sides = sides
        for first in sides.indices {
            for second in sides.indices.dropFirst(first + 1) where meet(sides, first, second) {
                return (first, second)
            }
        }
        return nil
    }

    private var sides: [Segment] {
        corners.indices.map { Segment(start: corners[$0], end: corners[($0 + 1) % corners.count]) }
    }

    private func meet(_ sides: [Segment], _ first: Int, _ second: Int) -> Bool {
        let (one, other) = (sides[first], sides[second])
        if second == first + 1 { return one.runsBack(along: other) }
        if first == 0 && second == sides.count - 1 { return other.runsBack(along: one) }
        return one.touches(other)
    }
}

private struct Segment {
    let start: Point
    let end: Point

    /// Whether the next side of a polygon, which starts where this one ends, leads back over it.
    func runsBack(along next: Segment) -> Bool {
        turn(start, end, next.end) == 0
            && (end.x - start.x) * (next.end.x - end.x) + (end.y - start.y) * (next.end.y - end.y) < 0
    }

    /// Whether the two have a point in common, ends included.
    ///
    /// Reference: Cormen et al., Introduction to Algorithms, 3rd edition, section 33.1.
    func touches(_ other: Segment) -> Bool {
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

private func cross(_ one: Point, _ other: Point) -> Double { one.x * other.y - one.y * other.x }

/// Positive, negative or zero as the way from one point over the next to the last turns right, left or not at all.
private func turn(_ one: Point, _ next: Point, _ last: Point) -> Double {
    (next.x - one.x) * (last.y - next.y) - (next.y - one.y) * (last.x - next.x)
}
