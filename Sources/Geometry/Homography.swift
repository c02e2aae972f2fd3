/// A projective map from one plane to another, such as from a picture to the ground in it.
package struct Homography: Hashable, Sendable {
    /// Row by row: a point (x, y) goes to ((ax + by + c) / w, (dx + ey + f) / w) with w = gx + hy + i.
    private let rows: [Double]

    /// Why no map can be made of pairs of points.
    package enum Degenerate: Error, Hashable, Sendable {
        /// Four pairs are the least.
        case tooFew(Int)
        /// The points, in one plane or the other, do not span it: all but one of them lie in a line, or some coincide.
        case flat
        /// The map would turn a part of the plane over: two points have changed places.
        case folded
    }

    /// The map that takes the points of `from` to those of `to` with the least error.
    ///
    /// The direct linear transformation on normalised coordinates (Hartley and Zisserman, "Multiple View Geometry in Computer Vision", 2nd
    /// edition, algorithm 4.2). Four pairs are met exactly, more as well as can be.
    package init(from: [Point], to: [Point]) throws(Degenerate) {
        guard from.count == to.count, from.count >= 4 else { throw .tooFew(min(from.count, to.count)) }
        guard let source = Normalisation(from), let target = Normalisation(to) else { throw .flat }
        var moments = SymmetricMatrix(size: 9)
        for (one, other) in zip(from.map(source.normal), to.map(target.normal)) {
            moments.add([one.x, one.y, 1, 0, 0, 0, -other.x * one.x, -other.x * one.y, -other.x])
            moments.add([0, 0, 0, one.x, one.y, 1, -other.y * one.x, -other.y * one.y, -other.y])
        }
        let solution = moments.leastEigenvector()
        // A second direction without error: the points leave the map open.
        guard solution.next > 1e-9 * Double(from.count) else { throw .flat }
        let map = Homography(rows: target.undone(after: solution.vector, source))
        let depths = from.map { map.depth(at: $0) }
        guard let least = depths.min(), let most = depths.max(), least * most > 0 else { throw .folded }
        // The sign of the whole is free; the points' own side of the horizon is taken as the positive one.
        rows = most < 0 ? map.rows.map { -$0 } : map.rows
        guard abs(determinant) > 0 else { throw .flat }
    }

    private init(rows: [Double]) {
        self.rows = rows
    }

    /// Where a point goes. Meaningless where ``depth(at:)`` is 0.
    package func callAsFunction(_ point: Point) -> Point {
        let depth = depth(at: point)
        return Point(
            x: (rows[0] * point.x + rows[1] * point.y + rows[2]) / depth,
            y: (rows[3] * point.x + rows[4] * point.y + rows[5]) / depth)
    }

    /// Positive for points on the same side of the horizon as those that the map was made from, 0 on the horizon.
    package func depth(at point: Point) -> Double { rows[6] * point.x + rows[7] * point.y + rows[8] }

    /// How far, and where to, the image of a point moves as the point moves to the right and down: the columns of the map's derivative.
    package func derivative(at point: Point) -> (right: Point, down: Point) {
        let (image, depth) = (self(point), depth(at: point))
        return (
            Point(x: (rows[0] - image.x * rows[6]) / depth, y: (rows[3] - image.y * rows[6]) / depth),
            Point(x: (rows[1] - image.x * rows[7]) / depth, y: (rows[4] - image.y * rows[7]) / depth)
        )
    }

    private var determinant: Double {
        rows[0] * (rows[4] * rows[8] - rows[5] * rows[7]) - rows[1] * (rows[3] * rows[8] - rows[5] * rows[6])
            + rows[2] * (rows[3] * rows[7] - rows[4] * rows[6])
    }
}

/// Moves points so that their mean is the origin and their mean distance from it √2, which keeps the equations well conditioned.
private struct Normalisation {
    let centre: Point
    let scale: Double

    /// - Returns: nil where all points coincide.
    init?(_ points: [Point]) {
        let count = Double(points.count)
        let centre = Point(x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
        let mean = points.reduce(0) { $0 + $1.distance(to: centre) } / count
        guard mean > 1e-9 else { return nil }
        self.centre = centre
        scale = 2.0.squareRoot() / mean
    }

    func normal(_ point: Point) -> Point {
        Point(x: (point.x - centre.x) * scale, y: (point.y - centre.y) * scale)
    }

    /// The map between the planes as they are, from one between normalised planes whose target this is.
    func undone(after map: [Double], _ source: Normalisation) -> [Double] {
        let before = [
            source.scale, 0, -source.scale * source.centre.x, 0, source.scale, -source.scale * source.centre.y, 0, 0, 1,
        ]
        let back = [1 / scale, 0, centre.x, 0, 1 / scale, centre.y, 0, 0, 1]
        return product(back, product(map, before))
    }

    private func product(_ one: [Double], _ other: [Double]) -> [Double] {
        (0..<9).map { index in
            let (row, column) = (index / 3, index % 3)
            return (0..<3).reduce(0) { $0 + one[3 * row + $1] * other[3 * $1 + column] }
        }
    }
}
