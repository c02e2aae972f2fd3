import Geometry
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("A tracker with bad input")
struct HostileInputTests {
    static let good = Observation(box: .standing(0.5, 0.5), label: "person", score: 0.8)

    @Test("What is no box is ignored, and the indices of the rest stay true")
    func improperBoxes() {
        var tracker = Tracker()
        let odd: [Observation] = [
            Observation(box: Box(left: .nan, top: 0, right: 1, bottom: 1), label: "a", score: 0.9),
            Observation(box: Box(left: 0.5, top: 0.5, right: 0.5, bottom: 0.6), label: "a", score: 0.9),
            Observation(box: .standing(0.2, 0.2), label: "a", score: .nan),
            Self.good,
            Observation(box: Box(left: 0, top: -.infinity, right: 1, bottom: 1), label: "a", score: 0.9),
        ]
        for step in 0..<5 {
            let tracks = tracker.update(odd, at: Double(step) / 5)
            #expect(tracks.map(\.observation) == [3])
        }
    }

    @Test("A time that stands, goes back, or is no time, changes nothing but the matching")
    func oddTimes() {
        var tracker = Tracker()
        var tracks: [Track] = []
        for seconds in [0, 0.2, 0.2, 0.1, .nan, 0.4, -.infinity, 0.6] {
            tracks = tracker.update([Self.good], at: seconds)
        }
        #expect(tracks.map(\.id) == [1])
        #expect(tracks[0].lastSeen == 0.6)
        #expect(tracks[0].box.overlap(Self.good.box) > 0.95)
    }

    @Test("After a reset the ids go on")
    func reset() {
        var tracker = Tracker()
        _ = tracker.update([Self.good], at: 1000)
        tracker.reset()
        #expect(tracker.update([Self.good], at: 0).map(\.id) == [2])
    }

    @Test("Whatever is seen, boxes stay finite and proper", arguments: 0..<20 as Range<UInt64>)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var tracker = Tracker()
        var now = 0.0
        for _ in 0..<300 {
            now += Double.random(in: 0..<1, using: &random) < 0.05 ? 30 : Double.random(in: 0...0.5, using: &random)
            let seen = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                let (x, y) = (
                    Double.random(in: -0.2...1.2, using: &random), Double.random(in: -0.2...1.2, using: &random)
                )
                let size = Double.random(in: 0.0001...0.5, using: &random)
                return Observation(
                    box: Box(left: x, top: y, right: x + size, bottom: y + size * 2),
                    label: ["a", "b"].randomElement(using: &random) ?? "a",
                    score: Double.random(in: 0...1, using: &random))
            }
            for track in tracker.update(seen, at: now) { #expect(track.box.isProper) }
            #expect(tracker.wanted.allSatisfy { Box.whole.intersection($0) == $0 })
        }
    }
}
