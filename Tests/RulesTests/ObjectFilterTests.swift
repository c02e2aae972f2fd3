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

    @Test("Heights in metres are asked of a calibrated camera")
    func metres() throws {
        var filter = ObjectFilter()
        filter.leastMetres = 1
        filter.mostMetres = 2.2
        filter.pictureAspect = 1.5
        // A box 0.1 of the picture wide is a metre wide here, and 0.2 by 0.1 · 1.5 of its width high: 1.33 m.
        #expect(filter.verdict(on: Self.observation()) == .passed)
        filter.ground = try GroundPlane(
            [(0.0, 0.0, 0.0, 0.0), (1, 0, 10, 0), (1, 1, 10, 8), (0, 1, 0, 8)]
                .map { .init(picture: Point(x: $0.0, y: $0.1), ground: Point(x: $0.2, y: $0.3)) })
        #expect(filter.verdict(on: Self.observation()) == .passed)
        let small = Observation(box: .standing(0.5, 0.5, width: 0.05, height: 0.1), label: "person", score: 0.8)
        guard case .tooShort(let height, least: 1) = filter.verdict(on: small) else {
            Issue.record("a low object was let through")
            return
        }
        #expect(abs(height - 0.667) < 0.01)
        let tall = Observation(box: .standing(0.5, 0.9, width: 0.1, height: 0.5), label: "person", score: 0.8)
        guard case .tooTall = filter.verdict(on: tall) else {
            Issue.record("a high object was let through")
            return
        }
    }

    @Test("What has to move tells nothing as long as it stays; other labels do")
    func still() {
        var filter = ObjectFilter()
        filter.mustMove = ["car"]
        var car = Track(id: 1, first: Self.observation("car"), index: 0, at: 0)
        car.lastSeen = 60
        #expect(filter.verdict(on: car) == .still(60))
        car.hasMoved = true
        #expect(filter.verdict(on: car) == .passed)
        #expect(filter.verdict(on: Track(id: 2, first: Self.observation("person"), index: 0, at: 0)) == .passed)
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

    @Test("Shape and place: in pixels, whatever the picture's own aspect; masks by label")
    func shapeAndPlace() throws {
        let corners = [(0.5, 0.0), (1, 0), (1, 1), (0.5, 1)].map { Point(x: $0.0, y: $0.1) }
        var filter = ObjectFilter()
        filter.mostArea = 0.25
        filter.leastAspect = 0.25
        filter.mostAspect = 1
        filter.pictureAspect = 16.0 / 9
        filter.masks = [.init(name: "poster", polygon: try #require(Polygon(corners: corners)), labels: ["person"])]
        func verdict(_ x: Double, _ width: Double, _ height: Double, _ label: String = "person") -> ObjectFilter.Verdict
        {
            let box = Box.standing(x, 0.9, width: width, height: height)
            return filter.verdict(on: Observation(box: box, label: label, score: 0.9))
        }
        // 192 by 432 pixels of 1920 by 1080.
        #expect(verdict(0.3, 0.1, 0.4) == .passed)
        #expect(verdict(0.7, 0.1, 0.4) == .masked("poster"))
        #expect(verdict(0.7, 0.1, 0.4, "car") == .passed)
        guard case .tooSlim(let slim, least: 0.25) = verdict(0.3, 0.05, 0.4) else { return #expect(Bool(false)) }
        #expect(abs(slim - 96.0 / 432) < 1e-9)
        guard case .tooBroad = verdict(0.3, 0.3, 0.4) else { return #expect(Bool(false)) }
        guard case .tooLarge = verdict(0.3, 0.5, 0.6) else { return #expect(Bool(false)) }
        filter.pictureAspect = 9.0 / 16
        guard case .tooSlim = verdict(0.3, 0.1, 0.4) else { return #expect(Bool(false)) }
    }
}
