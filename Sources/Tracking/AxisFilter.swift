/// A Kalman filter for one coordinate that moves at a nearly constant rate (white-noise acceleration; Bar-Shalom, Li and
/// Kirubarajan, "Estimation with Applications to Tracking and Navigation", section 6.2.2).
///
/// A box's four coordinates are measured independently of each other, so four of these are the whole filter, without a matrix.
struct AxisFilter: Hashable, Sendable {
    private(set) var value: Double
    /// Per second.
    private(set) var rate = 0.0
    private var valueVariance: Double
    private var covariance = 0.0
    private var rateVariance: Double

    /// - Parameters:
    ///   - deviation: the standard deviation of one measurement.
    ///   - rateDeviation: how fast the coordinate may already be moving, per second.
    init(value: Double, deviation: Double, rateDeviation: Double) {
        self.value = value
        valueVariance = deviation * deviation
        rateVariance = rateDeviation * rateDeviation
    }

    /// Moves on by `seconds`; `diffusion` is the variance that the rate gains per second.
    mutating func predict(seconds: Double, diffusion: Double) {
        value += rate * seconds
        let later = covariance + rateVariance * seconds
        valueVariance += seconds * (covariance + later) + diffusion * seconds * seconds * seconds / 3
        covariance = later + diffusion * seconds * seconds / 2
        rateVariance += diffusion * seconds
    }

    /// Takes in a measurement with the standard deviation `deviation`.
    mutating func correct(_ measured: Double, deviation: Double) {
        let total = valueVariance + deviation * deviation
        guard total > 0 else { return }
        let surprise = measured - value
        let gain = valueVariance / total
        let rateGain = covariance / total
        value += gain * surprise
        rate += rateGain * surprise
        rateVariance -= rateGain * covariance
        covariance *= 1 - gain
        valueVariance *= 1 - gain
    }

    /// Forgets the movement and keeps the place.
    mutating func halt(rateDeviation: Double) {
        rate = 0
        covariance = 0
        rateVariance = rateDeviation * rateDeviation
    }
}
