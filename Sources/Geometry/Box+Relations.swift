extension Box {
    /// The same box with each side moved outwards by `share` of the width or the height; inwards where negative.
    package func grown(by share: Double) -> Box {
        Box(
            left: left - share * width, top: top - share * height,
            right: right + share * width, bottom: bottom + share * height)
    }

    /// Whether the two have an area in common; of two proper boxes.
    @inlinable package func touches(_ other: Box) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }

    /// The share of this box that lies inside `other`, 0 to 1; 0 for a box without area.
    package func covered(by other: Box) -> Double {
        let whole = area
        return whole > 0 ? intersection(other).area / whole : 0
    }

    /// The share of this box that lies inside at least one of `others`, 0 to 1; exact where they overlap each other.
    ///
    /// Cuts the box along the others' sides and adds up the covered cells: O(n³), meant for a handful of regions.
    package func covered(byUnionOf others: [Box]) -> Double {
        guard area > 0 else { return 0 }
        let parts = others.map(intersection).filter { $0.area > 0 }
        guard parts.count > 1 else { return parts.first.map { $0.area / area } ?? 0 }
        let columns = Set(parts.flatMap { [$0.left, $0.right] }).sorted()
        let rows = Set(parts.flatMap { [$0.top, $0.bottom] }).sorted()
        var sum = 0.0
        for (left, right) in zip(columns, columns.dropFirst()) {
            for (top, bottom) in zip(rows, rows.dropFirst()) {
                let cell = Box(left: left, top: top, right: right, bottom: bottom)
                if parts.contains(where: { $0.contains(cell.centre) }) { sum += cell.area }
            }
        }
        return min(1, sum / area)
    }

    /// Whether the point lies inside or on the border.
    package func contains(_ point: Point) -> Bool {
        point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
    }

    /// Whether all four sides are finite numbers and the box has an area.
    package var isProper: Bool {
        left.isFinite && top.isFinite && right.isFinite && bottom.isFinite && left < right && top < bottom
    }

    /// Between this box (`share` 0) and another (`share` 1), side by side.
    package func mixed(with other: Box, share: Double) -> Box {
        Box(
            left: left + share * (other.left - left), top: top + share * (other.top - top),
            right: right + share * (other.right - right), bottom: bottom + share * (other.bottom - bottom))
    }
}
