/// How fast an object moves, and how sure that is.
package struct Speed: Hashable, Sendable {
    /// What it was measured by.
    package enum Basis: String, Hashable, Sendable {
        /// A ground plane, in metres.
        case ground
        /// Its own height in the picture, taken to be 1.7 m: for people who walk across the picture, as a rule of thumb.
        case height
    }

    package var metresPerSecond: Double
    /// The ends of the interval that holds it with a probability of 95 %, metres per second; the calibration's error is in it.
    package var low: Double
    package var high: Double
    package var basis: Basis

    package init(metresPerSecond: Double, low: Double, high: Double, basis: Basis) {
        self.metresPerSecond = metresPerSecond
        self.low = low
        self.high = high
        self.basis = basis
    }
}
