/// A closed polygon in normalised coordinates, at least three corners; the last joins the first.
package struct Polygon: Hashable, Sendable {
    package let corners: [Point]

    /// - Returns: nil for fewer than three corners.
    package init?(corners: [Point]) {
        guard corners.count >= 3 else { return nil }
        self.corners = corners
    }

    private init(_ box: Box) {
        corners = [
            Point(x: box.left, y: box.top), Point(x: box.right, y: box.top), Point(x: box.right, y: box.bottom),
            Point(x: box.left, y: box.bottom),
        ]
    }

    /// The whole picture.
    package static let whole = Polygon(.whole)

    /// Whether a point lies inside, by the even-odd rule: a ray to the right crosses the border an odd number of times.
    package func contains(_ point: Point) -> Bool {
        var inside = false
        var previous = corners[corners.count - 1]
        for corner in corners {
            if (corner.y > point.y) != (previous.y > point.y) {
                let share = (point.y - corner.y) / (previous.y - corner.y)
                if point.x < corner.x + share * (previous.x - corner.x) { inside.toggle() }
            }
            previous = corner
        }
        return inside
    }
}
