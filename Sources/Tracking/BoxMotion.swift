package import Geometry

/// Where a box is and where it will be: its centre and its size, each coordinate by a filter of its own.
package struct BoxMotion: Hashable, Sendable {
    private var x: AxisFilter
    private var y: AxisFilter
    private var width: AxisFilter
    private var height: AxisFilter
    private let noise: Noise

    /// All as shares of the box's own size, so that the same figures hold for near and far objects.
    package struct Noise: Hashable, Sendable {
        /// The standard deviation of a detector's box.
        package var measurement = 0.12
        /// The spread of speeds among new objects, sizes per second: a walker does 2 widths.
        package var speed = 2.0
        /// How much the speed changes within a second, sizes per second.
        package var agility = 1.5
        /// How much the rate of growth changes within a second, sizes per second.
        package var growth = 0.2

        package init() {}
    }

    init(box: Box, noise: Noise) {
        func axis(_ value: Double, size: Double, speed: Double) -> AxisFilter {
            AxisFilter(value: value, deviation: noise.measurement * size, rateDeviation: speed * size)
        }
        x = axis(box.centre.x, size: box.width, speed: noise.speed)
        y = axis(box.centre.y, size: box.height, speed: noise.speed)
        width = axis(box.width, size: box.width, speed: 0)
        height = axis(box.height, size: box.height, speed: 0)
        self.noise = noise
    }

    package var box: Box {
        Box(
            left: x.value - width.value / 2, top: y.value - height.value / 2,
            right: x.value + width.value / 2, bottom: y.value + height.value / 2)
    }

    /// Of the centre, normalised units per second.
    package var rate: Point { Point(x: x.rate, y: y.rate) }

    mutating func predict(seconds: Double) {
        let (wide, high) = (width, height)
        func diffusion(_ share: Double, _ size: Double) -> Double { share * size * share * size }
        x.predict(seconds: seconds, diffusion: diffusion(noise.agility, wide.value))
        y.predict(seconds: seconds, diffusion: diffusion(noise.agility, high.value))
        width.predict(seconds: seconds, diffusion: diffusion(noise.growth, wide.value))
        height.predict(seconds: seconds, diffusion: diffusion(noise.growth, high.value))
        // An object that shrinks into the distance never becomes nothing.
        if width.value < wide.value / 2 { width = wide }
        if height.value < high.value / 2 { height = high }
    }

    mutating func correct(_ measured: Box) {
        x.correct(measured.centre.x, deviation: noise.measurement * measured.width)
        y.correct(measured.centre.y, deviation: noise.measurement * measured.height)
        width.correct(measured.width, deviation: noise.measurement * measured.width)
        height.correct(measured.height, deviation: noise.measurement * measured.height)
    }

    /// Forgets the movement and keeps the place.
    mutating func halt() {
        x.halt(rateDeviation: noise.speed * width.value)
        y.halt(rateDeviation: noise.speed * height.value)
        width.halt(rateDeviation: 0)
        height.halt(rateDeviation: 0)
    }
}
