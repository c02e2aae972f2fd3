import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Lines")
struct LineTests {
    /// Upright in the middle of the picture, looked along from its lower end: its left hand is the picture's left.
    static let gate = Line(
        name: "gate", segment: Segment(start: Point(x: 0.5, y: 0.9), end: Point(x: 0.5, y: 0.3)))

    static func crossings(_ facts: [Fact]) -> [LineFact] {
        facts.compactMap { if case .lineCrossed(let fact) = $0 { fact } else { nil } }
    }

    /// Foot points, one a picture, as the facts of one object.
    static func crossings(
        of path: [Point], fps: Double = 10, line: Line = gate, noise: Double = 0, seed: UInt64 = 1
    ) -> [LineFact] {
        var random = SeededGenerator(seed: seed)
        var stories = ObjectStories(lines: [line])
        guard let first = path.first else { return [] }
        var series = TrackSeries(id: 1, box: .standing(first.x, first.y), at: 0)
        return crossings(
            path.enumerated().flatMap { index, foot in
                let box = Box.standing(foot.x + noise * random.shake(), foot.y + noise * random.shake())
                return stories.update([series.see(box, at: Double(index) / fps)], at: Double(index) / fps)
            })
    }

    @Test(
        "A path across gives one crossing, whatever the sampling", arguments: [0.5, 1.0, 2, 3, 5, 7.5, 10, 25],
        0..<20 as Range<UInt64>)
    func once(fps: Double, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let phase = Double.random(in: 0..<1, using: &random)
        let goesRight = seed.isMultiple(of: 2)
        let path = (0..<Int(20 * fps)).map { index in
            let share = (Double(index) + phase) / (20 * fps)
            return Point(x: goesRight ? 0.1 + 0.8 * share : 0.9 - 0.8 * share, y: 0.5 + 0.2 * share)
        }
        let told = Self.crossings(of: path, fps: fps, noise: 0.002, seed: seed)
        #expect(told.map(\.direction) == [goesRight ? .leftToRight : .rightToLeft])
        let crossing = try #require(told.first)
        #expect(abs(crossing.crossedAt - 10) < 0.2 + 1 / fps)
        #expect(crossing.totals == LineTotals(leftToRight: goesRight ? 1 : 0, rightToLeft: goesRight ? 0 : 1))
    }

    @Test("An object that sways in the line crosses nothing", arguments: 0..<20 as Range<UInt64>)
    func jitter(seed: UInt64) {
        let path = Array(repeating: Point(x: 0.5, y: 0.6), count: 3000)
        #expect(Self.crossings(of: path, noise: 0.004, seed: seed).isEmpty)
    }

    @Test(
        "Coming up to the line, swaying in it and going back is no crossing; going on is one", arguments: [false, true])
    func waits(goesOn: Bool) {
        let comes = (0..<20).map { Point(x: 0.3 + 0.01 * Double($0), y: 0.6) }
        let sways = (0..<301).map { Point(x: 0.5 + ($0.isMultiple(of: 2) ? 0.003 : -0.003), y: 0.6) }
        let leaves = (0..<20).map { Point(x: goesOn ? 0.5 + 0.01 * Double($0) : 0.5 - 0.01 * Double($0), y: 0.6) }
        #expect(Self.crossings(of: comes + sways + leaves).map(\.direction) == (goesOn ? [.leftToRight] : []))
    }

    @Test("Round the end of a line there is no crossing")
    func roundTheEnd() {
        let path = (0..<50).map { Point(x: 0.3 + 0.008 * Double($0), y: 0.2) }
        #expect(Self.crossings(of: path).isEmpty)
    }

    @Test("Through the line and back around its end is one crossing")
    func throughAndAround() {
        let through = (0..<20).map { Point(x: 0.4 + 0.01 * Double($0), y: 0.6) }
        let up = (0..<40).map { Point(x: 0.6, y: 0.6 - 0.01 * Double($0)) }
        let back = (0..<20).map { Point(x: 0.6 - 0.01 * Double($0), y: 0.2) }
        #expect(Self.crossings(of: through + up + back).map(\.direction) == [.leftToRight])
    }

    @Test(
        "On any wandering, crossings one way less those the other are what the ends of the path demand",
        arguments: 0..<60 as Range<UInt64>)
    func balance(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Across the whole picture and beyond: no way around its ends.
        let endless = Line(
            name: "all", segment: Segment(start: Point(x: 0.5, y: 9), end: Point(x: 0.5, y: -9)))
        var foot = Point(x: Double.random(in: 0...0.4, using: &random), y: 0.5)
        var path = [foot]
        for _ in 0..<500 {
            foot = Point(x: min(1, max(0, foot.x + 0.08 * random.shake())), y: 0.5 + 0.1 * random.shake())
            path.append(foot)
        }
        path.append(Point(x: 0.9, y: 0.5))
        let told = Self.crossings(of: path, line: endless)
        // From left to right at first, and the two ways by turns.
        for (index, crossing) in told.enumerated() {
            #expect(crossing.direction == (index.isMultiple(of: 2) ? .leftToRight : .rightToLeft))
        }
        let last = try #require(told.last)
        #expect(last.totals == LineTotals(leftToRight: told.count / 2 + 1, rightToLeft: told.count / 2))
    }

    @Test("What was crossed before the object was believed is told right after it has started")
    func beforeBelief() {
        var stories = ObjectStories(lines: [Self.gate])
        var series = TrackSeries(id: 1, box: .standing(0.4, 0.6), at: 0)
        var facts: [Fact] = []
        for index in 0..<10 {
            var track = series.see(.standing(0.4 + 0.03 * Double(index), 0.6), at: Double(index) / 5)
            if index < 8 { track.state = .tentative }
            facts += stories.update([track], at: Double(index) / 5)
        }
        #expect(ObjectStoriesTests.names(facts) == ["started", "crossed:gate:left-to-right"])
        #expect(Self.crossings(facts).first?.crossedAt == 0.8)
    }

    @Test("What only a guess crosses is not told until it is seen across")
    func predictions() {
        var stories = ObjectStories(lines: [Self.gate])
        var series = TrackSeries(id: 1, box: .standing(0.4, 0.6), at: 0)
        _ = stories.update([series.track], at: 0)
        for frame in 1..<10 {
            var lost = series.lose()
            lost.box = .standing(0.7, 0.6)
            #expect(stories.update([lost], at: Double(frame) / 5).isEmpty)
        }
        let facts = stories.update([series.see(.standing(0.8, 0.6), at: 2)], at: 2)
        #expect(ObjectStoriesTests.names(facts) == ["crossed:gate:left-to-right"])
    }

    @Test("A line for cars counts no people")
    func labels() {
        let line = Line(name: "gate", segment: Self.gate.segment, labels: ["car"])
        let path = (0..<20).map { Point(x: 0.4 + 0.01 * Double($0), y: 0.6) }
        #expect(Self.crossings(of: path, line: line).isEmpty)
    }

    @Test("Both ways are counted, also where only one is told")
    func directions() {
        var stories = ObjectStories(lines: [Self.gate])
        var rules = Rulebook(lines: [Rulebook.LineRule(line: "gate", directions: [.rightToLeft])])
        var series = TrackSeries(id: 1, box: .standing(0.4, 0.6), at: 0)
        var told: [Fact] = []
        for (index, across) in [0.4, 0.6, 0.4, 0.6, 0.4].enumerated() {
            let facts = stories.update([series.see(.standing(across, 0.6), at: Double(index))], at: Double(index))
            told += rules.follow(facts, objects: stories.objects, at: .at(Double(index)))
        }
        #expect(Self.crossings(told).map(\.direction) == [.rightToLeft, .rightToLeft])
        #expect(Self.crossings(told).last?.totals == LineTotals(leftToRight: 2, rightToLeft: 2))
    }
}

extension Moment {
    /// The camera's seconds as seconds of a Monday.
    static func at(_ seconds: Double, day: Weekday = .monday) -> Moment {
        Moment(seconds: seconds, captured: seconds, local: LocalTime(day: day, second: Int(seconds) % 86_400))
    }
}
