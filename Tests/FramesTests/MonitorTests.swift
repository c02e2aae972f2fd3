import Frames
import Testing

@Suite struct MonitorTests {
    @Test func waitingEndsWhenAnotherThreadMakesTheValueSuit() throws {
        let monitor = Monitor(0)
        let thread = try #require(
            BlockingThread.start(name: "counts to three") {
                for _ in 0..<3 { monitor.withLock { $0 += 1 } }
            })
        #expect(monitor.wait { $0 == 3 ? "three" : nil } == "three")
        #expect(thread.join())
    }

    @Test func waitingEndsAtTheDeadlineWhenNothingSuits() {
        let monitor = Monitor(0)
        let answer: Int? = monitor.wait(until: .now + .milliseconds(5)) { _ in nil }
        #expect(answer == nil)
    }

    @Test func aValueThatSuitsAlreadyWinsOverAPassedDeadline() {
        #expect(Monitor(7).wait(until: .now - .seconds(1)) { $0 } == 7)
    }

    @Test func waitingMayChangeTheValue() {
        let queue = Monitor([1, 2])
        #expect(queue.wait { $0.popLast() } == 2)
        #expect(queue.withLock { $0 } == [1])
    }

    @Test func stoppingWakesWhoSleeps() throws {
        let token = StopToken()
        let thread = try #require(BlockingThread.start(name: "sleeps") { _ = token.wait(for: .seconds(3600)) })
        token.stop()
        #expect(thread.join())
        #expect(token.isStopped)
        #expect(token.wait(for: .seconds(3600)))
    }

    @Test func aSleepThatNobodyStopsIsOver() {
        #expect(!StopToken().wait(for: .milliseconds(1)))
    }
}
