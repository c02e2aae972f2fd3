extension Polygon {
    /// The share of a box that lies inside, 0 to 1; 0 for a box without area.
    ///
    /// The polygon is cut off at each of the box's sides (Sutherland and Hodgman, "Reentrant Polygon Clipping", 1974); the bridges that this
    /// leaves between the parts of a polygon that is not convex have no area.
    package func share(of box: Box) -> Double {
        guard box.area > 0 else { return 0 }
        var rest = corners
        for side in Side.allCases where !rest.isEmpty { rest = side.cut(rest, by: box) }
        return Polygon(corners: rest).map { min(1, $0.area / box.area) } ?? 0
    }

    /// How far a point is from the border, in units of `size`: a step of `size.x` across counts as 1, and so does one of `size.y` down.
    package func distance(to point: Point, in size: Point) -> Double {
        func scaled(_ point: Point) -> Point { Point(x: point.x / size.x, y: point.y / size.y) }
        let (corners, point) = (corners.map(scaled), scaled(point))
        return corners.indices.reduce(.infinity) { least, index in
            let side = Segment(start: corners[index], end: corners[(index + 1) % corners.count])
            return min(least, side.nearest(to: point).distance(to: point))
        }
    }
}

/// A side of a box, as an edge to cut at.
private enum Side: CaseIterable {
    case left, top, right, bottom

    func cut(_ corners: [Point], by box: Box) -> [Point] {
        var kept: [Point] = []
        for (index, corner) in corners.enumerated() {
            let previous = corners[(index + corners.count - 1) % corners.count]
            let (before, here) = (depth(of: previous, in: box), depth(of: corner, in: box))
            if (before < 0) != (here < 0) {
                let share = before / (before - here)
                kept.append(
                    Point(
                        x: previous.x + share * (corner.x - previous.x),
                        y: previous.y + share * (corner.y - previous.y)))
            }
            if here >= 0 { kept.append(corner) }
        }
        return kept
    }

    /// How far inside of this side a point is.
    private func depth(of point: Point, in box: Box) -> Double {
        switch self {
        case .left: point.x - box.left
        case .top: point.y - box.top
        case .right: box.right - point.x
        case .bottom: box.bottom - point.y
        }
    }
}
