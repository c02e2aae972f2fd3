import Glibc

/// The share of the last minutes in which decoding on demand decodes all the same: an exponential average.
///
/// From none to ``isAll`` takes three minutes without a pause; a pause of three seconds puts it off by one.
struct BusyShare: Sendable {
    private static let memory = 60.0
    private static let all = 0.95

    private var share = 0.0

    /// Whether so little is left undecoded that it does not pay.
    var isAll: Bool { share >= Self.all }

    mutating func note(_ isAwake: Bool, seconds: Double) {
        share += (1 - exp(-seconds / Self.memory)) * ((isAwake ? 1 : 0) - share)
    }
}
