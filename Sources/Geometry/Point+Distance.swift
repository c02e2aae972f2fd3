extension Point {
    /// The distance from the origin.
    package var length: Double { (x * x + y * y).squareRoot() }

    /// The distance in normalised units: a picture's width and its height both count as 1, whatever its aspect.
    package func distance(to other: Point) -> Double {
        let across = other.x - x
        let down = other.y - y
        return (across * across + down * down).squareRoot()
    }
}
