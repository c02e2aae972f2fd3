/// Lets packets gather on their connection while nothing is decoded, and says when each of them came: to be woken for a packet
/// costs more than to read it.
package struct PacketBatches: Sendable {
    /// How long packets gather; what moves is noticed so much later.
    package static let longest = Duration.milliseconds(200)

    /// Bytes that gather at most, so that a connection's buffer never runs full and its sender never waits.
    private static let mostBytes = 48_000.0

    private var bytesPerSecond = 0.0

    /// Whether the newest packet had to be waited for: nothing more is on the connection.
    private var isDrained = false

    /// Whether what comes has gathered during a pause.
    private var isGathered = false

    package init() {}

    /// How long to let packets gather now; nil where some are there already. Whoever asks keeps to it.
    package mutating func pause() -> Duration? {
        guard isDrained else { return nil }
        (isDrained, isGathered) = (false, true)
        let full = Self.mostBytes / max(bytesPerSecond, 1)
        return min(Self.longest, .seconds(full))
    }

    /// Takes in a packet that was just read.
    ///
    /// - Parameters:
    ///   - step: stream seconds since the packet before.
    ///   - before: when the packet before came.
    ///   - now: when it was read.
    ///   - waited: how long it was waited for.
    /// - Returns: how long it had lain on the connection: what gathered came at the stream's pace.
    package mutating func note(
        bytes: Int, step: Double, after before: ContinuousClock.Instant, at now: ContinuousClock.Instant,
        waited: Duration
    ) -> Duration {
        if step > 0 { bytesPerSecond += (Double(bytes) / step - bytesPerSecond) / 64 }
        isDrained = waited >= StreamLag.leastWait
        if isDrained { isGathered = false }
        guard isGathered else { return .zero }
        let kept = (before + .seconds(step)).duration(to: now)
        // Who has been behind for longer than a pause is late, not thrifty.
        return kept > .zero && kept <= Self.longest * 2 ? kept : .zero
    }
}
