/// A place in a picture, in normalised coordinates: 0 to 1, origin at the top left.
package struct Point: Hashable, Codable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}
