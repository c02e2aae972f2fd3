import Clocks
import Decisions
import Testing

@Suite("The log of decisions")
struct DecisionLogTests {
    private func decision(_ seconds: Double) -> FrameDecision {
        FrameDecision(
            number: 1, seconds: seconds, captured: CaptureTime(microseconds: 0).advanced(bySeconds: seconds))
    }

    private func time(_ seconds: Double) -> CaptureTime { decision(seconds).captured }

    @Test("It reaches back for its span, a hundred frames more at the most")
    func span() {
        let log = DecisionLog(span: .seconds(60), capacity: 10_000)
        for second in 0..<1_000 { log.add(decision(Double(second))) }
        let kept = log.latest(10_000)
        #expect((61...161).contains(kept.count))
        #expect(kept.last?.seconds == 999)
        #expect(kept.map(\.seconds) == kept.map(\.seconds).sorted())
    }

    @Test("However the clock behaves, it keeps no more than its capacity and a hundred")
    func capacity() {
        let log = DecisionLog(span: .seconds(60), capacity: 50)
        for step in 0..<1_000 { log.add(decision(Double(1_000 - step))) }
        let kept = log.latest(10_000)
        #expect((50...150).contains(kept.count))
        #expect(kept.last?.seconds == 1)
    }

    @Test("It gives out a stretch of time, its ends included")
    func stretch() {
        let log = DecisionLog()
        for second in 0..<100 { log.add(decision(Double(second))) }
        #expect(log.decisions(from: time(10), to: time(12)).map(\.seconds) == [10, 11, 12])
        #expect(log.decisions(from: time(12), to: time(10)).map(\.seconds) == [12])
        #expect(log.latest(2).map(\.seconds) == [98, 99])
        #expect(log.latest(-1).isEmpty)
    }
}
