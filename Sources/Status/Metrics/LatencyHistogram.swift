import Synchronization

/// How long things took, in buckets that grow by a tenth: quantiles within 10 % in constant memory.
///
/// Covers 0.1 ms to about 5 minutes; shorter counts as 0.1 ms, longer as the last bucket.
package final class LatencyHistogram: Sendable {
    private static let smallest = 0.0001
    private static let growth = 1.1
    private static let bounds = sequence(first: smallest) { $0 * growth }.prefix(156).map(\.self)

    private struct State {
        var buckets = [Int](repeating: 0, count: bounds.count)
        var seconds = 0.0
    }

    private let state = Mutex(State())

    package init() {}

    package func record(_ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count - 1
        state.withLock { state in
            state.buckets[bucket] += 1
            state.seconds += max(0, seconds)
        }
    }

    /// Upper bound of the bucket that holds the `share` (0 to 1) of all recorded durations, in seconds; nil before the first.
    package func quantile(_ share: Double) -> Double? {
        let buckets = state.withLock { $0.buckets }
        let total = buckets.reduce(0, +)
        guard total > 0 else { return nil }
        let rank = max(1, Int((Double(total) * share).rounded(.up)))
        var seen = 0
        for (bucket, count) in zip(Self.bounds, buckets) {
            seen += count
            if seen >= rank { return bucket }
        }
        return Self.bounds.last
    }

    /// What Prometheus calls a histogram: how many took at most so long, for a few of the bounds.
    package struct Snapshot: Equatable, Sendable {
        /// Seconds, and how many took at most that; both ascend.
        package let buckets: [(bound: Double, count: Int)]
        package let count: Int
        package let seconds: Double

        package static func == (left: Snapshot, right: Snapshot) -> Bool {
            left.count == right.count && left.seconds == right.seconds
                && left.buckets.elementsEqual(right.buckets) { $0 == $1 }
        }
    }

    /// Every eighth bound from 1 ms up, each about twice the one before: 17 of them.
    package var snapshot: Snapshot {
        let (buckets, seconds) = state.withLock { ($0.buckets, $0.seconds) }
        var sum = 0
        var shown: [(Double, Int)] = []
        for (number, count) in buckets.dropLast().enumerated() {
            sum += count
            let bound = Self.bounds[number]
            if number % 8 == 0, bound >= 0.0009 { shown.append((bound, sum)) }
        }
        return Snapshot(buckets: shown, count: sum + (buckets.last ?? 0), seconds: seconds)
    }
}
