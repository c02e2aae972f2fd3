import Ingest
import Testing
import Threads

@Suite struct StopTokenTests {
    @Test func stoppingWakesWhoSleeps() {
        let token = StopToken()
        let thread = BlockingThread(name: "sleeps") { _ = token.wait(for: .seconds(3600)) }
        token.stop()
        #expect(thread.join(timeout: .seconds(60)))
        #expect(token.isStopped)
        #expect(token.wait(for: .seconds(3600)))
    }

    @Test func aSleepThatNobodyStopsIsOver() {
        #expect(!StopToken().wait(for: .milliseconds(1)))
    }
}
