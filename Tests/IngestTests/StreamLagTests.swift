import Ingest
import Testing

@Suite("Lag behind a stream")
struct StreamLagTests {
    private let start = ContinuousClock.now

    @Test("Who waits for each packet is not behind, however late the network brings it")
    func keepsUp() {
        var lag = StreamLag()
        for second in 0..<100 {
            let late = second > 50 ? 7 : 0
            let instant = start + .seconds(second + late)
            #expect(lag.note(waited: .milliseconds(40), at: instant, seconds: Double(second)) == 0)
        }
    }

    @Test("Who finds each packet there already is behind by what the clock gained on the stream")
    func fallsBehind() {
        var lag = StreamLag()
        _ = lag.note(waited: .milliseconds(40), at: start, seconds: 0)
        for step in 1...10 {
            let seconds = lag.note(waited: .zero, at: start + .seconds(step), seconds: Double(step) * 0.75)
            #expect(seconds == Double(step) * 0.25)
        }
        #expect(lag.note(waited: .milliseconds(3), at: start + .seconds(11), seconds: 11) == 0)
    }

    @Test("A burst after a pause of the network is no lag: it is read faster than it was filmed")
    func burst() {
        var lag = StreamLag()
        _ = lag.note(waited: .seconds(3), at: start, seconds: 0)
        for step in 1...30 {
            #expect(lag.note(waited: .zero, at: start + .milliseconds(step), seconds: Double(step) / 10) == 0)
        }
    }
}
