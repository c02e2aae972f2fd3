import Geometry

/// One object's speed, from where it stood over the last moments: the slope of a straight line through its places (least squares),
/// with the interval that the shaking of its box and the error of the calibration leave.
struct SpeedGauge: Sendable {
    /// So long a way is looked back on: a walker takes three steps in it.
    private static let span = 1.5
    /// Less than this says nothing yet.
    private static let (leastSpan, leastPlaces) = (0.6, 3)
    /// What a tracked box's lower side shakes by, as a share of the box's width and height.
    private static let shake = 0.02
    /// For so long, in seconds, an error of a box goes on: who is half hidden stays so for a while. Places that follow each other sooner
    /// say little more than one. Measured on PETS 2009, S2.L1: with it, 95 % of intervals hold at 10 frames a second, and 97 % at 5.
    private static let lasting = 0.9
    /// Of a person, metres; only where there is no ground plane.
    private static let height = 1.7

    private struct Place {
        let seconds: Double
        /// In metres on the ground, or in heights of the picture.
        let point: Point
        /// The standard deviation of each coordinate.
        let spread: Double
    }

    private var places: [Place] = []
    private(set) var speed: Speed?

    /// Where it stands on the ground, metres; nil without a ground plane or near its horizon.
    private(set) var ground: Point?

    mutating func follow(_ box: Box, at seconds: Double, in view: View) {
        ground = view.ground?.place(of: box.foot)
        // After a gap it may have gone any way.
        if let last = places.last, seconds - last.seconds > 1 || seconds <= last.seconds { places = [] }
        guard let place = Self.place(of: box, at: seconds, in: view) else {
            places = []
            speed = nil
            return
        }
        places.append(place)
        places.removeAll { $0.seconds < seconds - Self.span - 1e-6 }
        speed = measure(box, view)
    }

    private static func place(of box: Box, at seconds: Double, in view: View) -> Place? {
        if let ground = view.ground {
            guard let point = ground.place(of: box.foot),
                let step = ground.step(right: shake * box.width, down: shake * box.height, at: box.foot)
            else { return nil }
            return Place(seconds: seconds, point: point, spread: step.length)
        }
        guard let aspect = view.pictureAspect else { return nil }
        let foot = box.foot
        return Place(seconds: seconds, point: Point(x: foot.x * aspect, y: foot.y), spread: shake * box.height)
    }

    private func measure(_ box: Box, _ view: View) -> Speed? {
        guard let first = places.first, let last = places.last, places.count >= Self.leastPlaces,
            last.seconds - first.seconds >= Self.leastSpan
        else { return nil }
        let count = Double(places.count)
        let middle = places.reduce(0) { $0 + $1.seconds } / count
        var (moment, across, down, spread) = (0.0, 0.0, 0.0, 0.0)
        for place in places {
            let since = place.seconds - middle
            moment += since * since
            across += since * place.point.x
            down += since * place.point.y
            spread += place.spread / count
        }
        let scale = view.ground == nil ? Self.height / box.height : 1
        let length = Point(x: across / moment, y: down / moment).length * scale
        let deviation = spread / moment.squareRoot() * scale
        // Shaking alone has a length, too: what is expected of it is taken off (Rice's distribution, second moment).
        let speed = max(0, length * length - 2 * deviation * deviation).squareRoot()
        let rate = (count - 1) / (last.seconds - first.seconds)
        let margin =
            1.96 * deviation * max(1, Self.lasting * rate).squareRoot() + speed * (view.ground?.error.share ?? 0.25)
        return Speed(
            metresPerSecond: speed, low: max(0, speed - margin), high: speed + margin,
            basis: view.ground == nil ? .height : .ground)
    }
}
