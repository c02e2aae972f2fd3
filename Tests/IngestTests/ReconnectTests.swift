import Ingest
import Seeds
import Testing

@Suite struct ReconnectTests {
    private let start = ContinuousClock.now

    private func wait(_ action: Reconnect.Action) throws -> Double {
        guard case .wait(let duration) = action else { throw Unexpected(action: action) }
        return duration / .seconds(1)
    }

    private struct Unexpected: Error { let action: Reconnect.Action }

    /// The waits after so many failures in a row, with this jitter.
    private func waits(_ count: Int, after cause: MediaError.Cause, jitter: Double) throws -> [Double] {
        var machine = Reconnect { jitter }
        _ = machine.start()
        return try (0..<count).map { _ in
            let seconds = try wait(machine.lost(cause, at: start))
            #expect(machine.waited() == .connect)
            return seconds
        }
    }

    @Test func waitsDoubleUpToAMinute() throws {
        #expect(try waits(9, after: .unreachable, jitter: 1) == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        #expect(try waits(9, after: .timedOut, jitter: 0) == [0.5, 1, 2, 4, 8, 16, 30, 30, 30])
    }

    @Test func aRefusedPasswordIsNotTriedOften() throws {
        #expect(try waits(6, after: .unauthorized, jitter: 1) == [60, 120, 240, 480, 900, 900])
    }

    @Test(arguments: [MediaError.Cause.notFound, .notMedia, .noVideo, .unknownCodec, .undecodable])
    func whatAPersonMustChangeIsAskedForLessOften(cause: MediaError.Cause) throws {
        #expect(try waits(7, after: cause, jitter: 1) == [10, 20, 40, 80, 160, 300, 300])
    }

    @Test func manyFailuresDoNotOverflow() throws {
        #expect(try waits(2000, after: .unreachable, jitter: 1).last == 60)
    }

    @Test func jitterStaysBetweenHalfAndWhole() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<100 {
            let jitter = Double.random(in: 0...1, using: &random)
            let seconds = try waits(3, after: .ended, jitter: jitter)[2]
            #expect(seconds >= 2 && seconds <= 4)
        }
    }

    @Test func aStableMinuteForgetsFailures() throws {
        var machine = Reconnect { 1 }
        _ = machine.start()
        for _ in 0..<5 {
            _ = machine.lost(.unreachable, at: start)
            _ = machine.waited()
        }
        machine.connected(at: start)
        #expect(machine.state == .online(since: start))
        #expect(try wait(machine.lost(.ended, at: start + .seconds(60))) == 1)
    }

    @Test func aConnectionThatDoesNotLastForgetsNothing() throws {
        var machine = Reconnect { 1 }
        _ = machine.start()
        for expected in [1.0, 2, 4] {
            machine.connected(at: start)
            #expect(try wait(machine.lost(.ended, at: start + .seconds(59))) == expected)
            _ = machine.waited()
        }
    }

    @Test func stoppingIsForGood() {
        var machine = Reconnect { 1 }
        _ = machine.start()
        #expect(machine.lost(.stopped, at: start) == .stop)
        #expect(machine.state == .stopped)
        #expect(machine.waited() == .stop)
    }
}
