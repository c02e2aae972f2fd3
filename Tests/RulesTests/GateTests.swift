import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Gates of two lines")
struct GateTests {
    static let lines = [
        Line(name: "outer", segment: Segment(start: Point(x: 0.4, y: 0.1), end: Point(x: 0.4, y: 0.9))),
        Line(name: "inner", segment: Segment(start: Point(x: 0.6, y: 0.1), end: Point(x: 0.6, y: 0.9))),
    ]

    /// What a walk along these places, one every half second, makes of the gate.
    static func walk(_ places: [Double], gate: GateRule, each seconds: Double = 0.5) -> (
        facts: [Fact], counted: [GateFact]
    ) {
        var stories = ObjectStories(lines: lines)
        var rules = Rulebook(gates: [gate])
        var series = TrackSeries(id: 1, box: .standing(places[0], 0.6), at: 0)
        var facts: [Fact] = []
        for (index, place) in places.enumerated() {
            let now = Double(index) * seconds
            let told = stories.update([series.see(.standing(place, 0.6), at: now)], at: now)
            facts += rules.follow(told, objects: stories.objects, at: .at(now))
        }
        return (facts, rules.takePassages())
    }

    static func passed(_ facts: [Fact]) -> [GateFact] {
        facts.compactMap { if case .gatePassed(let fact) = $0 { fact } else { nil } }
    }

    static func gate(
        within: Double = 10, directions: Set<GateDirection> = Set(GateDirection.allCases), terms: Terms = Terms()
    ) -> GateRule {
        GateRule(name: "door", lines: ("outer", "inner"), within: within, directions: directions, terms: terms)
    }

    @Test(
        "Who walks through is told of once, whichever the sampling",
        arguments: [1.0, 2, 5, 10, 25], 0..<10 as Range<UInt64>)
    func once(fps: Double, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let there = (0...Int(8 * fps)).map { 0.1 + 0.1 * Double($0) / fps + 0.003 * random.shake() }
        let inwards = Self.walk(there, gate: Self.gate(), each: 1 / fps)
        #expect(Self.passed(inwards.facts).map(\.direction) == [.inwards])
        let outwards = Self.walk(there.reversed(), gate: Self.gate(), each: 1 / fps)
        #expect(Self.passed(outwards.facts).map(\.direction) == [.outwards])
    }

    @Test("Who turns back between the lines has not passed, however often")
    func turnsBack() {
        let places = (0..<6).flatMap { _ in [0.2, 0.3, 0.5, 0.5, 0.3] } + [0.5, 0.7, 0.8]
        let passed = Self.passed(Self.walk(places, gate: Self.gate()).facts)
        #expect(passed.map(\.direction) == [.inwards])
        #expect(passed.map(\.totals) == [GateTotals(inwards: 1)])
    }

    @Test("In and out again are two passages, and both are counted, told or not")
    func counts() {
        let places = [0.2, 0.3, 0.5, 0.7, 0.8, 0.7, 0.5, 0.3, 0.2]
        let both = Self.walk(places, gate: Self.gate())
        #expect(Self.passed(both.facts).map(\.direction) == [.inwards, .outwards])
        #expect(both.counted.map(\.totals) == [GateTotals(inwards: 1), GateTotals(inwards: 1, outwards: 1)])
        let out = Self.walk(places, gate: Self.gate(directions: [.outwards]))
        #expect(Self.passed(out.facts).map(\.direction) == [.outwards])
        #expect(out.counted.count == 2)
        let cooled = Self.walk(places, gate: Self.gate(terms: Terms(coolDown: 60)))
        #expect(Self.passed(cooled.facts).count == 1 && cooled.counted.count == 2)
    }

    @Test("Who takes too long between the lines has not passed in one go")
    func tooSlow() {
        let places = [0.2, 0.3] + Array(repeating: 0.5, count: 30) + [0.7, 0.8]
        #expect(Self.passed(Self.walk(places, gate: Self.gate(within: 5)).facts).isEmpty)
        #expect(Self.passed(Self.walk(places, gate: Self.gate(within: 60)).facts).map(\.took) == [15])
    }
}
