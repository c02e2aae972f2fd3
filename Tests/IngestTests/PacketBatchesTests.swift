import Ingest
import Testing

@Suite("Packets that gather")
struct PacketBatchesTests {
    private let start = ContinuousClock.now

    /// Reads a stream of ten packets a second that are sent on time, as a resting reader does; when each was told to have come.
    private func read(bytes: Int, seconds: Double) -> (arrivals: [Double], wakings: Int) {
        var batches = PacketBatches(), clock = 0.0, arrivals = [0.0], wakings = 0
        for number in 1...Int(seconds * 10) {
            if let pause = batches.pause() {
                clock += pause / .seconds(1)
                wakings += 1
            }
            let sent = Double(number) / 10, waited = max(0, sent - clock)
            clock = max(clock, sent)
            let kept = batches.note(
                bytes: bytes, step: 0.1, after: start + .seconds(arrivals[number - 1]), at: start + .seconds(clock),
                waited: .seconds(waited))
            arrivals.append(clock - kept / .seconds(1))
        }
        return (arrivals, wakings)
    }

    @Test("They are read in fewer turns, and each is said to have come when it came")
    func times() {
        let (arrivals, wakings) = read(bytes: 10_000, seconds: 20)
        #expect(wakings < 110)
        for (number, arrival) in arrivals.enumerated() { #expect(abs(arrival - Double(number) / 10) < 0.001) }
    }

    @Test("Large ones gather for a shorter time")
    func large() {
        var batches = PacketBatches()
        for number in 1...200 {
            let at = start + .seconds(Double(number) / 10)
            _ = batches.note(bytes: 200_000, step: 0.1, after: at - .seconds(0.1), at: at, waited: .milliseconds(50))
        }
        let pause = batches.pause()
        #expect(pause.map { $0 > .milliseconds(10) && $0 < .milliseconds(40) } == true, "\(String(describing: pause))")
        #expect(batches.pause() == nil)
    }

    @Test("Who is far behind is late, whatever gathered")
    func late() {
        var batches = PacketBatches()
        _ = batches.note(bytes: 1000, step: 0.1, after: start, at: start + .seconds(0.1), waited: .milliseconds(50))
        _ = batches.pause()
        let kept = batches.note(
            bytes: 1000, step: 0.1, after: start + .seconds(0.1), at: start + .seconds(5), waited: .zero)
        #expect(kept == .zero)
    }
}
