/// How far whoever reads a stream is behind it, seconds.
///
/// Who keeps up waits for the next packet again and again; who does not finds it there already. So what counts is from the
/// last wait on: the time that has passed on the clock, less the time that has passed in the stream. A network that is late
/// makes a reader wait, and is not counted.
package struct StreamLag: Sendable {
    /// A shorter wait is a system call's own time.
    package static let leastWait = Duration.milliseconds(2)

    private var caughtUp: (instant: ContinuousClock.Instant, seconds: Double)?

    package init() {}

    /// - Parameters:
    ///   - waited: how long the packet was waited for.
    ///   - instant: when it came.
    ///   - seconds: its place in the stream.
    /// - Returns: the lag now, at least 0.
    package mutating func note(waited: Duration, at instant: ContinuousClock.Instant, seconds: Double) -> Double {
        guard let caughtUp, waited < Self.leastWait else {
            caughtUp = (instant, seconds)
            return 0
        }
        return max(0, caughtUp.instant.duration(to: instant) / .seconds(1) - (seconds - caughtUp.seconds))
    }
}
