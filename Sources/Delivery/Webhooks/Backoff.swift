/// How long to wait after the n-th failure in a row: `min(cap, base · 2^(n-1))`, of which a random half to whole.
///
/// The jitter keeps many boxes that lost the same receiver from coming back as one. With a base of 1 s and a cap of
/// 5 min: at most 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 s …
package struct Backoff: Hashable, Sendable {
    package let base: Duration
    package let cap: Duration

    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// - Parameters:
    ///   - failures: in a row, from 1.
    ///   - chance: 0 to 1, uniformly.
    package func delay(afterFailures failures: Int, chance: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), 30)
        return min(cap, base * (1 << doublings)) * (0.5 + 0.5 * chance)
    }
}
