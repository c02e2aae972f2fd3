/// An upright rectangle in a picture, in normalised coordinates: 0 to 1, origin at the top left.
package struct Box: Hashable, Codable, Sendable {
    package var left: Double
    package var top: Double
    package var right: Double
    package var bottom: Double

    package init(left: Double, top: Double, right: Double, bottom: Double) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// The whole picture.
    package static let whole = Box(left: 0, top: 0, right: 1, bottom: 1)

    package var width: Double { right - left }
    package var height: Double { bottom - top }

    /// Zero for a box whose sides are swapped or that is empty.
    package var area: Double { max(0, width) * max(0, height) }
    package var centre: Point { Point(x: (left + right) / 2, y: (top + bottom) / 2) }

    /// Where an upright object stands: the middle of the lower side.
    package var foot: Point { Point(x: (left + right) / 2, y: bottom) }

    /// The part that both cover; empty (area 0) where they do not touch.
    package func intersection(_ other: Box) -> Box {
        Box(
            left: max(left, other.left), top: max(top, other.top),
            right: min(right, other.right), bottom: min(bottom, other.bottom))
    }

    /// The smallest box that holds both.
    package func union(_ other: Box) -> Box {
        Box(
            left: min(left, other.left), top: min(top, other.top),
            right: max(right, other.right), bottom: max(bottom, other.bottom))
    }

    /// Intersection over union, 0 to 1 (Jaccard index); 0 where both are empty.
    package func overlap(_ other: Box) -> Double {
        let shared = intersection(other).area
        let total = area + other.area - shared
        return total > 0 ? shared / total : 0
    }
}
