/// What follows an attempt to deliver an event, as a decision without network or clock.
///
/// | outcome | what follows |
/// |---|---|
/// | 2xx | delivered |
/// | 410 | the webhook is disabled until the daemon starts again |
/// | no answer; 3xx, 401, 403, 404, 407, 408, 425, 429, 502, 503, 504 | the receiver is away, or does not know us: nothing goes to it for a while; an event is given up only once it is very old |
/// | any other: 1xx, 4xx, 5xx | the receiver fails on this event: its camera waits, and after so many attempts the event is given up |
///
/// Redirects are not followed: a signed request is not sent to a place that nobody configured.
package struct DeliveryAttempts: Hashable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case delivered

        /// The event is tried again when the receiver is, which wants to be left alone for so long at least.
        case away(asked: Duration)

        /// The event is tried again after so long.
        case rejected(pause: Duration)
        case giveUp
        case disable
    }

    package var backoff: Backoff

    /// Attempts before an event is given up: ones that blame it; of any kind, once it is too old.
    package var attempts: Int

    /// Older than this, an event is given up though the receiver is merely away.
    package var longest: Duration

    /// The longest `Retry-After` that is honoured.
    package static let longestRetryAfter = Duration.seconds(86_400)

    package init(
        backoff: Backoff = Backoff(base: .seconds(1), cap: .seconds(3_600)), attempts: Int = 12,
        longest: Duration = .seconds(7 * 86_400)
    ) {
        self.backoff = backoff
        self.attempts = attempts
        self.longest = longest
    }

    /// - Parameters:
    ///   - failures: attempts that failed before this one.
    ///   - rejections: those of them that blamed the event.
    ///   - age: since the event was committed. By a clock that may have been set, so that age alone gives nothing up.
    ///   - chance: 0 to 1, uniformly; the backoff's jitter.
    package func verdict(
        _ outcome: DeliveryOutcome, failures: Int, rejections: Int, age: Duration, chance: Double
    ) -> Verdict {
        switch outcome {
        case .answered(200..<300, _): return .delivered
        case .answered(410, _): return .disable
        case .failed: return away(asked: nil, failures, age)
        case .answered(let status, let asked):
            if Self.isAway(status) { return away(asked: asked, failures, age) }
            if rejections + 1 >= attempts { return .giveUp }
            let pause = backoff.delay(afterFailures: rejections + 1, chance: chance)
            return .rejected(pause: max(pause, Self.capped(asked)))
        }
    }

    private func away(asked: Duration?, _ failures: Int, _ age: Duration) -> Verdict {
        age >= longest && failures + 1 >= attempts ? .giveUp : .away(asked: Self.capped(asked))
    }

    private static func capped(_ asked: Duration?) -> Duration {
        min(asked ?? .zero, longestRetryAfter)
    }

    private static func isAway(_ status: Int) -> Bool {
        switch status {
        case 300...399, 401, 403, 404, 407, 408, 425, 429, 502, 503, 504: true
        default: false
        }
    }
}
