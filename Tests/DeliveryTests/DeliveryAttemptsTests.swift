import Delivery
import Testing

@Suite("Delivery attempts")
struct DeliveryAttemptsTests {
    /// Follows the same outcome until something else than a retry comes, or `limit` retries did.
    private func follow(_ outcome: DeliveryOutcome, limit: Int = 1_000) -> (
        retries: [Duration], end: DeliveryAttempts.Action?
    ) {
        var attempts = DeliveryAttempts()
        var retries: [Duration] = []
        while retries.count < limit {
            switch attempts.follow(outcome, chance: 1) {
            case .retry(let delay): retries.append(delay)
            case let end: return (retries, end)
            }
        }
        return (retries, nil)
    }

    @Test("Any 2xx is success", arguments: [200, 201, 202, 204, 299])
    func success(status: Int) {
        let (retries, end) = follow(.answered(status: status))
        #expect(retries.isEmpty && end == .delivered)
    }

    @Test("410 disables at once")
    func gone() {
        let (retries, end) = follow(.answered(status: 410))
        #expect(retries.isEmpty && end == .disable)
    }

    @Test("A receiver that is away is tried for as long as it takes", arguments: [408, 425, 429, 502, 503, 504])
    func away(status: Int) {
        #expect(follow(.answered(status: status)).end == nil)
    }

    @Test("No answer is tried for as long as it takes, 1, 2, 4 … 256, 300, 300 s apart at most")
    func unreachable() {
        let (retries, end) = follow(.failed("refused"), limit: 12)
        #expect(end == nil)
        #expect(retries == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map { .seconds($0) })
    }

    @Test("A receiver that fails on an event gets it 12 times", arguments: [500, 501, 505, 599])
    func failing(status: Int) {
        let (retries, end) = follow(.answered(status: status))
        #expect(retries.count == 11 && end == .giveUp)
    }

    @Test("A refusal is believed after 4 attempts", arguments: [100, 301, 307, 400, 401, 404, 413, 422, 499])
    func refusing(status: Int) {
        let (retries, end) = follow(.answered(status: status))
        #expect(retries.count == 3 && end == .giveUp)
    }

    @Test("Times away do not count as refusals, and a success ends it whatever came before")
    func mixed() {
        var attempts = DeliveryAttempts()
        for _ in 0..<100 {
            guard case .retry = attempts.follow(.failed("reset"), chance: 0) else { return #expect(Bool(false)) }
        }
        for _ in 0..<3 {
            guard case .retry = attempts.follow(.answered(status: 400), chance: 0) else { return #expect(Bool(false)) }
        }
        #expect(attempts.follow(.answered(status: 204), chance: 0) == .delivered)
        #expect(attempts.follow(.answered(status: 400), chance: 0) == .giveUp)
    }

    @Test(
        "Retry-After lengthens the wait, never shortens it, up to an hour",
        arguments: [(nil, 1), (0, 1), (20, 20), (3_600, 3_600), (1_000_000_000_000, 3_600)] as [(Int?, Int)])
    func retryAfter(asked: Int?, expected: Int) {
        var attempts = DeliveryAttempts()
        let outcome = DeliveryOutcome.answered(status: 429, retryAfter: asked.map { .seconds($0) })
        #expect(attempts.follow(outcome, chance: 1) == .retry(after: .seconds(expected)))
    }

    @Test("The backoff lies between half of its bound and its bound", arguments: 1...80)
    func jitter(failures: Int) {
        let backoff = DeliveryAttempts.standardBackoff
        let longest = backoff.delay(afterFailures: failures, chance: 1)
        #expect(backoff.delay(afterFailures: failures, chance: 0) == longest / 2)
        #expect(longest <= .seconds(300))
    }
}
