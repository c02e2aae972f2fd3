import Geometry
import Rules
import Testing
import Tracking

@Suite("The filter")
struct ObjectFilterTests {
    static func observation(_ label: String = "person", _ score: Double = 0.8, width: Double = 0.1) -> Observation {
        Observation(box: .standing(0.5, 0.5, width: width, height: 0.2), label: label, score: score)
    }

    @Test("It says by which number it turns an observation away")
    func observations() {
        var filter = ObjectFilter(labels: ["person", "car"])
        filter.leastWidth = 0.05
        filter.mostHeight = 0.3
        #expect(filter.verdict(on: Self.observation()) == .passed)
        #expect(filter.verdict(on: Self.observation("cat")) == .label("cat"))
        #expect(filter.verdict(on: Self.observation("car", 0.05)) == .score(0.05, least: 0.1))
        guard case .tooNarrow(let width, 0.05) = filter.verdict(on: Self.observation(width: 0.02)) else {
            Issue.record("a narrow box was let through")
            return
        }
        #expect(abs(width - 0.02) < 1e-12)
        let high = Observation(box: .standing(0.5, 0.9, width: 0.1, height: 0.8), label: "car", score: 0.9)
        guard case .tooHigh(_, most: 0.3) = filter.verdict(on: high) else {
            Issue.record("a high box was let through")
            return
        }
    }

    @Test("A weak observation passes, for the tracker's sake, but a track has to be seen well once")
    func topScores() {
        var filter = ObjectFilter()
        filter.topScores = ["cat": 0.7]
        #expect(filter.verdict(on: Self.observation("cat", 0.2)) == .passed)
        var track = Track(id: 1, first: Self.observation("cat", 0.6), index: 0, at: 0)
        #expect(filter.verdict(on: track) == .topScore(0.6, least: 0.7))
        track.topScore = 0.7
        #expect(filter.verdict(on: track) == .passed)
        #expect(
            filter.verdict(on: Track(id: 2, first: Self.observation("dog", 0.4), index: 0, at: 0))
                == .topScore(0.4, least: 0.5))
    }
}
