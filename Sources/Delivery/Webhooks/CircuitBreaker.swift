/// Whether a receiver may be asked at all: a state machine without clock or network.
///
/// While it answers, requests go as they come. Once it is away (no answer, or one that says so), nothing goes before a
/// pause is over, and then one request alone finds out whether it is back. However many events wait, a dead receiver
/// therefore costs one request a pause.
package struct CircuitBreaker: Sendable {
    /// Of a request: failures of those that were under way together count as one.
    package struct Round: Equatable, Sendable {
        fileprivate let number: Int
    }

    private let backoff: Backoff
    private var failures = 0
    private var round = Round(number: 0)
    private var openUntil: ContinuousClock.Instant?

    package init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// Away since the last answer.
    package var isOpen: Bool { openUntil != nil }

    /// - Parameter inFlight: requests that are under way.
    /// - Returns: the round to tell ``fail(_:asked:chance:at:)`` of; nil where no request may go now.
    package func admit(inFlight: Int, at now: ContinuousClock.Instant) -> Round? {
        guard let openUntil else { return round }
        return openUntil <= now && inFlight == 0 ? round : nil
    }

    /// When the next request may go; nil where that is not a matter of time.
    package var nextAttempt: ContinuousClock.Instant? { openUntil }

    package mutating func succeed() {
        failures = 0
        openUntil = nil
    }

    /// The receiver is away.
    ///
    /// - Parameters:
    ///   - asked: for how long it wants to be left alone, at least.
    ///   - chance: 0 to 1, uniformly; the backoff's jitter.
    /// - Returns: how long it is left alone from now on.
    package mutating func fail(
        _ round: Round, asked: Duration, chance: Double, at now: ContinuousClock.Instant
    ) -> Duration {
        if round == self.round {
            failures += 1
            self.round = Round(number: round.number + 1)
            openUntil = now + max(asked, backoff.delay(afterFailures: failures, chance: chance))
        } else if let openUntil {
            self.openUntil = max(openUntil, now + asked)
        }
        return max(.zero, (openUntil ?? now) - now)
    }
}
