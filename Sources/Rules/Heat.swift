import Geometry

/// For how long objects stood where: seconds in the cells of a grid over the picture.
package struct Heat: Hashable, Sendable {
    /// As fine as a person is wide in most pictures, and little enough for an event.
    package static let (columns, rows) = (32, 18)

    /// Row by row from the top left.
    package private(set) var seconds = Array(repeating: 0.0, count: columns * rows)

    package init() {}

    /// What lies outside of the picture counts for the cell at its edge: feet are often below it.
    mutating func add(_ duration: Double, at foot: Point) {
        guard foot.x.isFinite, foot.y.isFinite else { return }
        let column = min(max(Int(foot.x * Double(Self.columns)), 0), Self.columns - 1)
        let row = min(max(Int(foot.y * Double(Self.rows)), 0), Self.rows - 1)
        seconds[row * Self.columns + column] += duration
    }
}
