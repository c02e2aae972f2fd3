/// The life of one event at one webhook, as a state machine without network or clock.
///
/// | outcome | what follows |
/// |---|---|
/// | 2xx | delivered |
/// | 410 | the webhook is disabled until the daemon starts again |
/// | no answer; 408, 425, 429, 502, 503, 504 | the receiver is away: tried again for as long as it takes |
/// | other 5xx | the receiver fails on this event: 12 attempts, about 15 minutes |
/// | any other: 1xx, 3xx, 4xx | the receiver refuses this event: 4 attempts, about 5 seconds |
///
/// Between attempts lies the ``Backoff``, or the receiver's `Retry-After` where that is longer, but no more than an hour.
/// Redirects are refusals: a signed request is not sent to a place that nobody configured.
package struct DeliveryAttempts: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        case delivered
        case retry(after: Duration)
        case giveUp
        case disable
    }

    package static let standardBackoff = Backoff(base: .seconds(1), cap: .seconds(300))

    private static let longestRetryAfter = Duration.seconds(3_600)
    private static let attemptsAtFailure = 12
    private static let attemptsAtRefusal = 4

    private let backoff: Backoff

    /// Attempts that failed, all kinds together: they space the attempts out.
    private(set) var failures: Int

    /// Answers that blame this event; times when the receiver was away do not count against it.
    private(set) var rejections: Int

    /// - Parameters:
    ///   - failures: attempts that failed before.
    ///   - rejections: those of them that blamed the event.
    package init(backoff: Backoff = standardBackoff, failures: Int = 0, rejections: Int = 0) {
        self.backoff = backoff
        self.failures = failures
        self.rejections = rejections
    }

    /// - Parameter chance: 0 to 1, uniformly; the backoff's jitter.
    package mutating func follow(_ outcome: DeliveryOutcome, chance: Double) -> Action {
        switch outcome {
        case .answered(200..<300, _): return .delivered
        case .answered(410, _): return .disable
        case .failed: return retry(after: nil, chance)
        case .answered(let status, let retryAfter):
            guard let limit = Self.attempts(forStatus: status) else { return retry(after: retryAfter, chance) }
            rejections += 1
            return rejections < limit ? retry(after: retryAfter, chance) : .giveUp
        }
    }

    /// nil where the receiver is away and the event waits for its return.
    private static func attempts(forStatus status: Int) -> Int? {
        switch status {
        case 408, 425, 429, 502, 503, 504: nil
        case 500...599: attemptsAtFailure
        default: attemptsAtRefusal
        }
    }

    private mutating func retry(after asked: Duration?, _ chance: Double) -> Action {
        failures += 1
        let delay = backoff.delay(afterFailures: failures, chance: chance)
        return .retry(after: max(delay, min(asked ?? .zero, Self.longestRetryAfter)))
    }
}
