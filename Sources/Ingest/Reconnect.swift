/// When to try a camera again: told what happened, it answers what to do; it knows neither network nor clock.
///
/// The wait after the `n`th failure in a row is, with `c = min(cap, base · 2^(n−1))`,
///
///     c/2 + random(0 … c/2)
///
/// ("equal jitter": never less than half, so that nobody is hammered; spread, so that a hundred cameras behind one
/// restarted switch do not all come back at once).
///
/// | the last failure was | base | cap | since |
/// |---|---|---|---|
/// | silence, a refused or lost connection, anything else | 1 s | 60 s | cameras reboot in under a minute |
/// | no such stream, no video, a codec or content that cannot be read | 10 s | 5 min | somebody must change a setting |
/// | user or password refused | 60 s | 15 min | cameras lock out who tries a wrong password too often |
///
/// `n` begins anew once a connection has given frames for ``stableTime``.
package struct Reconnect: Sendable {
    package enum State: Hashable, Sendable {
        /// Not started.
        case idle
        /// A connection is being made; no frame has come yet.
        case connecting
        /// Frames have been coming since this moment.
        case online(since: ContinuousClock.Instant)
        /// Between a failure and the next try.
        case waiting
        /// For good.
        case stopped
    }

    package enum Action: Hashable, Sendable {
        /// Open the stream; then call ``connected(at:)`` and ``lost(_:at:)``.
        case connect
        /// Sleep, then call ``waited()``.
        case wait(Duration)
        /// Nothing more is to be done.
        case stop
    }

    package static let stableTime = Duration.seconds(60)

    package private(set) var state = State.idle

    /// Failures in a row, a stable minute among them not.
    package private(set) var failures = 0

    private let jitter: @Sendable () -> Double

    /// - Parameter jitter: random numbers from 0 to 1.
    package init(jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }) {
        self.jitter = jitter
    }

    package mutating func start() -> Action {
        state = .connecting
        return .connect
    }

    /// The first frame of a connection is here.
    package mutating func connected(at now: ContinuousClock.Instant) {
        guard state == .connecting else { return }
        state = .online(since: now)
    }

    /// The connection failed, or ended.
    package mutating func lost(_ cause: MediaError.Cause, at now: ContinuousClock.Instant) -> Action {
        if cause == .stopped { return stop() }
        if case .online(let since) = state, since.duration(to: now) >= Self.stableTime { failures = 0 }
        failures += 1
        state = .waiting
        let ceiling = Self.ceiling(after: failures, cause)
        return .wait(ceiling / 2 + ceiling / 2 * min(max(jitter(), 0), 1))
    }

    /// The wait is over.
    package mutating func waited() -> Action {
        state == .waiting ? start() : .stop
    }

    package mutating func stop() -> Action {
        state = .stopped
        return .stop
    }

    private static func ceiling(after failures: Int, _ cause: MediaError.Cause) -> Duration {
        let (base, cap): (Duration, Duration) =
            switch cause {
            case .unauthorized: (.seconds(60), .seconds(900))
            case .notFound, .notMedia, .noVideo, .unknownCodec, .undecodable, .badAddress: (.seconds(10), .seconds(300))
            default: (.seconds(1), .seconds(60))
            }
        return min(cap, base * (1 << min(failures - 1, 10)))
    }
}
