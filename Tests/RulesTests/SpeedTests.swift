import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Speed")
struct SpeedTests {
    /// Ground of which the picture shows 10 m by 10 m, straight from above but for a little perspective.
    static func ground() throws -> GroundPlane {
        try GroundPlane(
            [(0.0, 0.0, 0.0, 0.0), (1, 0, 10, 0), (1, 1, 9, 10), (0, 1, 1, 10), (0.5, 1, 5, 10)]
                .map { .init(picture: Point(x: $0.0, y: $0.1), ground: Point(x: $0.2, y: $0.3)) })
    }

    /// The facts of a walk from the left to the right, at so many shares of the picture a second.
    static func walk(
        _ rate: Double, fps: Double, view: View, rules: Rulebook, seed: UInt64 = 1, label: String = "person",
        shake: Double = 0
    ) throws -> [Fact] {
        var (rules, random) = (rules, SeededGenerator(seed: seed))
        var options = ObjectStories.Options()
        options.updateEvery = 0.01
        var stories = ObjectStories(zones: [Zone(name: "all", polygon: .whole)], options: options)
        stories.view = view
        var series = TrackSeries(id: 1, label: label, box: .standing(0.1, 0.6), at: 0)
        var facts: [Fact] = []
        for frame in 0..<Int(5 * fps) {
            let now = Double(frame) / fps
            let box = Box.standing(
                0.1 + rate * now + 0.04 * shake * random.shake(), 0.6 + 0.15 * shake * random.shake())
            let told = stories.update([series.see(box, at: now)], at: now)
            facts += rules.follow(told, objects: stories.objects, at: .at(now))
        }
        return facts
    }

    static func speeds(_ facts: [Fact]) -> [Speed] {
        facts.compactMap { if case .objectUpdated(let object, _) = $0 { object.speed } else { nil } }
    }

    @Test(
        "With a ground plane a speed is in metres per second, and its interval holds it",
        arguments: [2.0, 5, 10], 0..<5 as Range<UInt64>)
    func metres(fps: Double, seed: UInt64) throws {
        let ground = try Self.ground()
        // What 0.14 of the picture a second is on the ground at the height of 0.6.
        let start = try #require(ground.place(of: Point(x: 0.1, y: 0.6)))
        let end = try #require(ground.place(of: Point(x: 0.8, y: 0.6)))
        let truth = start.distance(to: end) / 5
        let facts = try Self.walk(
            0.14, fps: fps, view: View(pictureAspect: 1.5, ground: ground), rules: Rulebook(), seed: seed, shake: 0.05)
        let speeds = Self.speeds(facts)
        #expect(speeds.count > Int(3.5 * fps) && speeds.allSatisfy { $0.basis == .ground })
        #expect(speeds.allSatisfy { abs($0.metresPerSecond - truth) < 0.2 * truth })
        #expect(Double(speeds.count { ($0.low...$0.high).contains(truth) }) >= 0.9 * Double(speeds.count))
    }

    @Test("Who stands still does not move, however the box shakes", arguments: 0..<5 as Range<UInt64>)
    func standing(seed: UInt64) throws {
        let view = View(pictureAspect: 1.5, ground: try Self.ground())
        let speeds = Self.speeds(try Self.walk(0, fps: 5, view: view, rules: Rulebook(), seed: seed, shake: 0.05))
        #expect(speeds.allSatisfy { $0.low == 0 && $0.metresPerSecond < 0.3 })
    }

    @Test("Without a ground plane a person's height is the measure: 1.7 m")
    func heights() throws {
        // The box is 0.15 high; 0.1 a second across a picture of 1.5 to 1 is one height a second.
        let speeds = Self.speeds(try Self.walk(0.1, fps: 5, view: View(pictureAspect: 1.5), rules: Rulebook()))
        let last = try #require(speeds.last)
        #expect(last.basis == .height && abs(last.metresPerSecond - 1.7) < 0.1)
    }

    @Test("Without a picture's aspect and a ground plane nothing is said")
    func unknown() throws {
        #expect(Self.speeds(try Self.walk(0.1, fps: 5, view: View(), rules: Rulebook())).isEmpty)
    }

    @Test("Who runs is told of once a visit; who walks is not", arguments: [(0.1, 0), (0.25, 1)])
    func running(_ rate: Double, times: Int) throws {
        let rules = Rulebook(zones: [SpeedRule(.running, zone: "all", limit: 2.5)])
        let facts = try Self.walk(rate, fps: 5, view: View(pictureAspect: 1.5), rules: rules)
        let told = facts.compactMap { if case .running(let fact) = $0 { fact } else { nil } }
        #expect(told.count == times)
        #expect(told.allSatisfy { $0.visit.object.speed.map { $0.low >= 2.5 } == true && $0.limit == 2.5 })
    }

    @Test("A limit is exceeded only where metres are known")
    func speeding() throws {
        let rules = Rulebook(zones: [SpeedRule(.speeding, zone: "all", limit: 1)])
        let rough = try Self.walk(0.25, fps: 5, view: View(pictureAspect: 1.5), rules: rules, label: "car")
        #expect(!rough.contains { if case .speeding = $0 { true } else { false } })
        let view = View(pictureAspect: 1.5, ground: try Self.ground())
        let sure = try Self.walk(0.25, fps: 5, view: view, rules: rules, label: "car")
        #expect(sure.count { if case .speeding = $0 { true } else { false } } == 1)
    }

    @Test("Each rule says which number decided")
    func verdicts() throws {
        var rules = Rulebook(zones: [
            SpeedRule(.running, zone: "all", subject: Subject(leastScore: 0.9), limit: 2.5),
            LoiteringRule(zone: "all", after: 3),
        ])
        rules.log.detail = .everything
        var stories = ObjectStories(zones: [Zone(name: "all", polygon: .whole)])
        var series = TrackSeries(id: 7, box: .standing(0.5, 0.6), at: 0)
        var verdicts: [RuleVerdict] = []
        for frame in 0..<25 {
            let now = Double(frame) / 5
            let told = stories.update([series.see(.standing(0.5, 0.6), at: now)], at: now)
            _ = rules.follow(told, objects: stories.objects, at: .at(now))
            verdicts += rules.log.take()
        }
        #expect(Set(verdicts.map(\.rule)) == ["zones.all.running", "zones.all.loitering"])
        #expect(verdicts.allSatisfy { $0.object == 7 })
        let running = verdicts.filter { $0.rule == "zones.all.running" }.map(\.outcome)
        #expect(Set(running) == [.score(0.8, least: 0.9)])
        let loitering = verdicts.filter { $0.rule == "zones.all.loitering" }.map(\.outcome)
        guard case .told(let measure) = loitering.last, case .unmet(let first) = loitering.first else {
            Issue.record("not told: \(loitering)")
            return
        }
        #expect(measure.name == "dwell" && measure.limit == 3 && measure.value >= 3 - 1e-6 && first.value < 1)
    }
}
