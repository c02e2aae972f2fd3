/// The ground before a camera, in metres: made from points of the picture whose places on the ground were measured.
///
/// It holds for what touches the ground, such as feet and wheels, on ground that is flat, as far as the lens draws straight lines
/// straight.
package struct GroundPlane: Hashable, Sendable {
    /// A point of the picture and where it is on the ground.
    package struct Landmark: Hashable, Sendable {
        /// Normalised.
        package let picture: Point
        /// In metres, from any origin and in any direction.
        package let ground: Point

        package init(picture: Point, ground: Point) {
            self.picture = picture
            self.ground = ground
        }
    }

    /// How far places on the ground may be wrong.
    package struct CalibrationError: Hashable, Sendable {
        package enum Source: String, Hashable, Sendable {
            /// Each landmark was found from all others, and compared with what was measured.
            case leaveOneOut = "leave-one-out"
            /// Four landmarks always fit, or leave no four others that do. It is what follows for the middle of them when each of
            /// them is marked 0.2 % of the picture away.
            case marking
        }

        /// The root of the mean square, metres.
        package let metres: Double
        /// The same as a share of the landmarks' extent: what a speed is wrong by at least.
        package let share: Double
        package let source: Source
    }

    package let error: CalibrationError
    private let map: Homography
    /// Beyond this depth a pixel is too far away to say where.
    private let leastDepth: Double

    /// How far off a landmark is taken to be marked.
    private static let marking = 0.002

    /// - Throws: ``Homography/Degenerate`` for fewer than four landmarks, and for such as do not determine the ground.
    package init(_ landmarks: [Landmark]) throws(Homography.Degenerate) {
        map = try Self.map(landmarks)
        let middle = landmarks.map(\.ground).middle
        let extent = landmarks.reduce(0) { max($0, $1.ground.distance(to: middle)) }
        guard extent > 0 else { throw .flat }
        let (metres, source) = Self.error(of: landmarks)
        error = CalibrationError(metres: metres, share: metres / extent, source: source)
        let depths = landmarks.map { [map] in map.depth(at: $0.picture) }
        leastDepth = 0.1 * (depths.min() ?? 0)
    }

    /// Where a point of the picture is on the ground, metres; nil for the sky, and for what is too near to the horizon.
    package func place(of point: Point) -> Point? {
        map.depth(at: point) >= leastDepth ? map(point) : nil
    }

    /// Metres on the ground for a step in the picture at a point; nil as above.
    package func step(right: Double, down: Double, at point: Point) -> Point? {
        guard map.depth(at: point) >= leastDepth else { return nil }
        let along = map.derivative(at: point)
        return Point(
            x: along.right.x * right + along.down.x * down, y: along.right.y * right + along.down.y * down)
    }

    /// Width and height of an upright object in metres: the width is that of its lower side on the ground, the height follows from the
    /// box's shape, which holds for cameras that do not look down steeply.
    ///
    /// - Parameter pictureAspect: the picture's width by its height, in pixels.
    package func size(of box: Box, pictureAspect: Double) -> (width: Double, height: Double)? {
        guard let across = step(right: box.width, down: 0, at: box.foot)?.length, box.width > 0 else { return nil }
        return (across, across * box.height / (box.width * pictureAspect))
    }

    private static func map(_ landmarks: [Landmark]) throws(Homography.Degenerate) -> Homography {
        try Homography(from: landmarks.map(\.picture), to: landmarks.map(\.ground))
    }

    private static func error(of landmarks: [Landmark]) -> (Double, CalibrationError.Source) {
        let left = landmarks.indices.compactMap { index -> Double? in
            var others = landmarks
            let one = others.remove(at: index)
            return (try? map(others))?(one.picture).distance(to: one.ground)
        }
        if landmarks.count > 4, !left.isEmpty { return (left.rootMeanSquare, .leaveOneOut) }
        let middle = landmarks.map(\.picture).middle
        guard let map = try? map(landmarks) else { return (.infinity, .marking) }
        let shifts = landmarks.indices.flatMap { index in
            [Point(x: marking, y: 0), Point(x: 0, y: marking)].map { shift in
                var moved = landmarks
                let place = Point(x: moved[index].picture.x + shift.x, y: moved[index].picture.y + shift.y)
                moved[index] = Landmark(picture: place, ground: moved[index].ground)
                return (try? Self.map(moved)).map { $0(middle).distance(to: map(middle)) } ?? .infinity
            }
        }
        return (shifts.reduce(0) { $0 + $1 * $1 }.squareRoot(), .marking)
    }
}

extension [Point] {
    fileprivate var middle: Point {
        Point(x: reduce(0) { $0 + $1.x } / Double(count), y: reduce(0) { $0 + $1.y } / Double(count))
    }
}

extension [Double] {
    fileprivate var rootMeanSquare: Double { (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot() }
}
