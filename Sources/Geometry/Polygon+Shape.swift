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

extension Segment {
    /// Whether the next side of a polygon, which starts where this one ends, leads back over it.
    fileprivate func runsBack(along next: Segment) -> Bool {
        turn(start, end, next.end) == 0
            && (end.x - start.x) * (next.end.x - end.x) + (end.y - start.y) * (next.end.y - end.y) < 0
    }
}

private func cross(_ one: Point, _ other: Point) -> Double { one.x * other.y - one.y * other.x }
