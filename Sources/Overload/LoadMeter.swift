import Synchronization

/// Measures the ``Load``: whoever looks at a frame tells how long that had waited; the rest the kernel knows.
package final class LoadMeter: Sendable {
    private struct State {
        var waits: [Double] = []

        /// Of the calls before, the newest last.
        var earlier: [[Double]] = []
        var cpuSeconds: Double?
        var since = ContinuousClock.now
    }

    /// A second of 64 cameras at 60 frames each; what is beyond says nothing new.
    private static let mostWaits = 4_096

    /// What is taken together, in calls: where few frames come, the 95th percentile of a second would be its one unlucky frame.
    private static let span = 5

    private let state = Mutex(State())

    package init() {}

    /// A frame was looked at, or lost, so long after it could have been.
    package func note(wait: Duration) {
        state.withLock { state in
            if state.waits.count < Self.mostWaits { state.waits.append(wait / .seconds(1)) }
        }
    }

    /// The load since the last call; latency over the last five.
    ///
    /// - Parameters:
    ///   - cpuSeconds: of the process, since it began.
    ///   - memoryBytes: resident.
    ///   - behind: how far a camera's thread is behind its stream, seconds, for each camera.
    package func take(
        cpuSeconds: Double, memoryBytes: Int, behind: [Double], at now: ContinuousClock.Instant = .now
    ) -> Load {
        state.withLock { state in
            let elapsed = max(state.since.duration(to: now) / .seconds(1), 0.001)
            let spent = state.cpuSeconds.map { cpuSeconds - $0 } ?? 0
            let recent = (state.earlier + [state.waits + behind.filter { $0 > 0 }]).suffix(Self.span)
            state = State(earlier: Array(recent), cpuSeconds: cpuSeconds, since: now)
            return Load(
                latency: Self.high(recent.flatMap(\.self)), cpuPercent: 100 * spent / elapsed,
                memoryMegabytes: Double(memoryBytes) / 1_000_000)
        }
    }

    /// The 95th percentile.
    private static func high(_ waits: [Double]) -> Double? {
        guard !waits.isEmpty else { return nil }
        return waits.sorted()[min(waits.count - 1, waits.count * 95 / 100)]
    }
}
