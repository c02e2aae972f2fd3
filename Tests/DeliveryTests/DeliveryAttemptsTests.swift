import Delivery
import Testing

@Suite("Delivery attempts")
struct DeliveryAttemptsTests {
    private let attempts = DeliveryAttempts(attempts: 12, longest: .seconds(1_000))

    private func verdict(
        _ outcome: DeliveryOutcome, failures: Int = 0, rejections: Int = 0, age: Duration = .zero
    ) -> DeliveryAttempts.Verdict {
        attempts.verdict(outcome, failures: failures, rejections: rejections, age: age, chance: 1)
    }

    @Test("Any 2xx is success, whatever came before", arguments: [200, 201, 202, 204, 299])
    func success(status: Int) {
        let old = verdict(.answered(status: status), failures: 99, rejections: 99, age: .seconds(9_999))
        #expect(old == .delivered)
    }

    @Test("410 disables at once")
    func gone() {
        #expect(verdict(.answered(status: 410)) == .disable)
    }

    @Test(
        "A receiver that is away, or does not know us, is no fault of the event's",
        arguments: [301, 307, 401, 403, 404, 407, 408, 425, 429, 502, 503, 504])
    func away(status: Int) {
        #expect(verdict(.answered(status: status), failures: 99, rejections: 99) == .away(asked: .zero))
        #expect(verdict(.failed("reset"), failures: 99, rejections: 99) == .away(asked: .zero))
    }

    @Test(
        "An event is given up once it is too old and was tried often enough: a clock that jumped gives none up"
    )
    func age() {
        #expect(verdict(.failed("reset"), failures: 10, age: .seconds(1_000)) == .away(asked: .zero))
        #expect(verdict(.failed("reset"), failures: 11, age: .seconds(999)) == .away(asked: .zero))
        #expect(verdict(.failed("reset"), failures: 11, age: .seconds(1_000)) == .giveUp)
        #expect(verdict(.answered(status: 503), failures: 11, age: .seconds(1_000)) == .giveUp)
    }

    @Test(
        "A receiver that fails on an event gets it twelve times, 1, 2, 4 … seconds apart",
        arguments: [100, 400, 413, 422, 499, 500, 501, 505, 599])
    func rejected(status: Int) {
        let pauses = (0..<11).map { verdict(.answered(status: status), failures: 50, rejections: $0) }
        #expect(pauses == (0..<11).map { .rejected(pause: .seconds(1 << $0)) })
        #expect(verdict(.answered(status: status), rejections: 11) == .giveUp)
    }

    @Test(
        "Retry-After lengthens the wait, never shortens it, up to a day",
        arguments: [(nil, 1), (0, 1), (20, 20), (86_400, 86_400), (1_000_000_000_000, 86_400)]
            as [(Int?, Int)])
    func retryAfter(asked: Int?, expected: Int) {
        let asked = asked.map { Duration.seconds($0) }
        #expect(
            verdict(.answered(status: 400, retryAfter: asked)) == .rejected(pause: .seconds(expected)))
        let away = verdict(.answered(status: 429, retryAfter: asked))
        #expect(away == .away(asked: expected == 1 ? asked ?? .zero : .seconds(expected)))
    }

    @Test("The backoff lies between half of its bound and its bound", arguments: 1...80)
    func jitter(failures: Int) {
        let backoff = Backoff(base: .seconds(1), cap: .seconds(86_400))
        let longest = backoff.delay(afterFailures: failures, chance: 1)
        #expect(backoff.delay(afterFailures: failures, chance: 0) == longest / 2)
        #expect(longest == min(.seconds(86_400), .seconds(1 << min(failures - 1, 40))))
    }
}

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now
    private let backoff = Backoff(base: .seconds(1), cap: .seconds(60))

    @Test("It opens with a failure, and after the pause lets one request find out")
    func cycle() throws {
        var breaker = CircuitBreaker(backoff: backoff)
        let round = try #require(breaker.admit(inFlight: 3, at: start))
        #expect(breaker.fail(round, asked: .zero, chance: 1, at: start) == .seconds(1))
        #expect(breaker.isOpen && breaker.admit(inFlight: 0, at: start + .milliseconds(999)) == nil)
        #expect(breaker.admit(inFlight: 1, at: start + .seconds(1)) == nil)
        let probe = try #require(breaker.admit(inFlight: 0, at: start + .seconds(1)))
        #expect(breaker.fail(probe, asked: .zero, chance: 1, at: start + .seconds(1)) == .seconds(2))
        _ = try #require(breaker.admit(inFlight: 0, at: start + .seconds(3)))
        breaker.succeed()
        #expect(!breaker.isOpen && breaker.admit(inFlight: 7, at: start + .seconds(3)) != nil)
    }

    @Test("Requests that fail together count once; the longest time that was asked for holds")
    func together() throws {
        var breaker = CircuitBreaker(backoff: backoff)
        let round = try #require(breaker.admit(inFlight: 0, at: start))
        for _ in 0..<5 {
            #expect(breaker.fail(round, asked: .zero, chance: 1, at: start) == .seconds(1))
        }
        #expect(breaker.fail(round, asked: .seconds(30), chance: 1, at: start) == .seconds(30))
        #expect(breaker.nextAttempt == start + .seconds(30))
    }

    @Test("A dead receiver costs one request a pause, and pauses grow to their bound")
    func dead() throws {
        var breaker = CircuitBreaker(backoff: backoff)
        var now = start
        var requests = 0
        while now < start + .seconds(3_600) {
            guard let round = breaker.admit(inFlight: 0, at: now) else {
                now = try #require(breaker.nextAttempt)
                continue
            }
            requests += 1
            _ = breaker.fail(round, asked: .zero, chance: 1, at: now)
        }
        #expect(requests == 7 + 58, "1 + 2 + 4 + 8 + 16 + 32 s apart, then for the rest of the hour one a minute")
    }
}
