import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Composed rules")
struct ComposedRuleTests {
    static let left = Condition(.zone("left", .inside))
    static let right = Condition(.zone("right", .inside))
    static let gate = Condition(.line("middle", nil))

    /// People at places across the picture, a look every half second; a zone on either side and a line in the middle.
    struct Scene {
        var stories: ObjectStories
        var rules: Rulebook
        var series: [TrackSeries] = []
        var told: [Fact] = []
        var now = 0.0

        init(_ composed: ComposedRule..., zones: [any ZoneRule] = []) throws {
            func zone(_ name: String, _ from: Double, _ to: Double) throws -> Zone {
                let corners = [(from, 0.0), (to, 0), (to, 1), (from, 1)].map { Point(x: $0.0, y: $0.1) }
                return Zone(name: name, polygon: try #require(Polygon(corners: corners)))
            }
            stories = ObjectStories(
                zones: [try zone("left", 0, 0.4), try zone("right", 0.6, 1)],
                lines: [Line(name: "middle", segment: Segment(start: Point(x: 0.5, y: 0), end: Point(x: 0.5, y: 1)))])
            rules = Rulebook(zones: zones, composed: composed)
        }

        mutating func play(_ places: [Double?], seconds: Double) {
            for _ in 0..<Int(seconds * 2) {
                var tracks: [Track] = []
                for (index, place) in places.enumerated() {
                    while index >= series.count {
                        series.append(TrackSeries(id: series.count + 1, box: .standing(0.5, 0.6), at: now))
                    }
                    tracks.append(place.map { series[index].see(.standing($0, 0.6), at: now) } ?? series[index].end())
                }
                let facts = stories.update(tracks, at: now)
                told += rules.follow(facts, objects: stories.objects, at: .at(now))
                now += 0.5
            }
        }

        var matches: [RuleFact] {
            told.compactMap { if case .ruleMatched(let match) = $0 { match } else { nil } }
        }
    }

    // MARK: then

    @Test("One after the other, by one object, in time")
    func inOrder() throws {
        var scene = try Scene(
            ComposedRule(name: "through", .then, [Self.left, Self.gate, Self.right], within: 10, ofOneObject: true))
        scene.play([0.2], seconds: 2)
        scene.play([0.45], seconds: 1)
        scene.play([0.8], seconds: 3)
        #expect(scene.matches.map(\.rule) == ["through"])
        let match = try #require(scene.matches.first)
        #expect(
            match.object?.id == 1 && match.conditions.map(\.text) == ["zone left: in", "line middle", "zone right: in"])
        #expect(match.conditions.map(\.at) == match.conditions.map(\.at).sorted())
        // A second time takes all of it a second time.
        scene.play([0.45], seconds: 1)
        scene.play([0.8], seconds: 3)
        #expect(scene.matches.count == 1)
    }

    @Test("In another order, too late, or by two people it is not told")
    func notInOrder() throws {
        let rule = ComposedRule(name: "through", .then, [Self.left, Self.right], within: 5, ofOneObject: true)
        var backwards = try Scene(rule)
        backwards.play([0.8], seconds: 3)
        backwards.play([0.2], seconds: 3)
        #expect(backwards.matches.isEmpty)
        var late = try Scene(rule)
        late.play([0.2], seconds: 8)
        late.play([0.8], seconds: 3)
        #expect(late.matches.isEmpty)
        var two = try Scene(rule)
        two.play([0.2, 0.5], seconds: 2)
        two.play([0.2, 0.8], seconds: 3)
        #expect(two.matches.isEmpty)
        var anybody = try Scene(
            ComposedRule(name: "either", .then, [Self.left, Self.right], within: 5, ofOneObject: false))
        anybody.play([0.2, 0.5], seconds: 2)
        anybody.play([0.2, 0.8], seconds: 3)
        #expect(anybody.matches.map(\.rule) == ["either"])
    }

    @Test("The latest beginning counts: who comes back in time has done it in time")
    func latestBeginning() throws {
        var scene = try Scene(
            ComposedRule(name: "through", .then, [Self.left, Self.right], within: 5, ofOneObject: true))
        scene.play([0.2], seconds: 8)
        scene.play([0.5], seconds: 2)
        scene.play([0.2], seconds: 2)
        scene.play([0.8], seconds: 2)
        #expect(scene.matches.count == 1)
    }

    @Test("One fact is one step: the same condition twice takes two crossings")
    func twice() throws {
        var scene = try Scene(
            ComposedRule(name: "twice", .then, [Self.gate, Self.gate], within: 60, ofOneObject: true))
        scene.play([0.3], seconds: 1)
        scene.play([0.7], seconds: 1)
        #expect(scene.matches.isEmpty)
        scene.play([0.3], seconds: 1)
        #expect(scene.matches.count == 1)
        scene.play([0.7], seconds: 1)
        #expect(scene.matches.count == 1)
    }

    // MARK: all

    @Test("All at once: told when the last begins, once, and again after one of them ended")
    func allAtOnce() throws {
        var scene = try Scene(
            ComposedRule(name: "both", .all, [Self.left, Self.right], within: 10, ofOneObject: false))
        scene.play([0.2, 0.5], seconds: 60)
        #expect(scene.matches.isEmpty)
        scene.play([0.2, 0.8], seconds: 10)
        #expect(scene.matches.count == 1)
        scene.play([0.2, 0.5], seconds: 3)
        scene.play([0.2, 0.8], seconds: 3)
        #expect(scene.matches.count == 2)
    }

    @Test("What happens in a moment holds for a while")
    func momentary() throws {
        let rule = ComposedRule(name: "r", .all, [Self.gate, Self.right], within: 4, ofOneObject: false)
        var soon = try Scene(rule)
        soon.play([0.3, 0.55], seconds: 1)
        soon.play([0.55, 0.55], seconds: 3)
        soon.play([0.55, 0.8], seconds: 2)
        #expect(soon.matches.count == 1)
        var late = try Scene(rule)
        late.play([0.3, 0.55], seconds: 1)
        late.play([0.55, 0.55], seconds: 8)
        late.play([0.55, 0.8], seconds: 2)
        #expect(late.matches.isEmpty)
    }

    @Test("Who leaves the picture in one zone does not hold it for ever")
    func endsWithItsObject() throws {
        var scene = try Scene(ComposedRule(name: "both", .all, [Self.left, Self.right], within: 1, ofOneObject: false))
        scene.play([0.2, 0.5], seconds: 3)
        scene.play([nil, 0.5], seconds: 0.5)
        scene.play([nil, 0.8], seconds: 3)
        #expect(scene.matches.isEmpty)
    }

    // MARK: any, and rules of rules

    @Test("Any of them; a rule may be a condition of one below it; terms hold for it, too")
    func nested() throws {
        let any = ComposedRule(
            name: "any", .any, [Self.left, Self.right], within: 10, ofOneObject: false, terms: Terms(coolDown: 30))
        let then = ComposedRule(
            name: "then", .then, [Condition(.rule("any")), Self.gate], within: 10, ofOneObject: true)
        var scene = try Scene(any, then)
        scene.play([0.2], seconds: 2)
        #expect(scene.matches.map(\.rule) == ["any"])
        #expect(scene.matches.first?.conditions.map(\.text) == ["zone left: in"])
        scene.play([0.8], seconds: 2)
        #expect(scene.matches.map(\.rule) == ["any", "then"], "the second `any` is within its cool-down")
    }

    @Test("Labels and scores choose whose facts count")
    func subjects() throws {
        let cars = Condition(.zone("left", .inside), labels: ["car"])
        for (condition, subject, count) in [
            (cars, Subject(), 0), (Self.left, Subject(leastScore: 0.9), 0), (Self.left, Subject(labels: ["person"]), 1),
        ] {
            var scene = try Scene(
                ComposedRule(name: "r", .any, [condition], within: 1, ofOneObject: false, subject: subject))
            scene.play([0.2], seconds: 3)
            #expect(scene.matches.count == count)
        }
    }

    @Test("Every rule of a zone may be a condition")
    func zoneRules() throws {
        let states: [Condition.State] = [.loitering, .occupied, .crowd, .entered, .left]
        var scene = try Scene(
            ComposedRule(
                name: "r", .any, states.map { Condition(.zone("left", $0)) }, within: 1, ofOneObject: false),
            zones: [
                LoiteringRule(zone: "left", after: 5), OccupancyRule(.occupied, zone: "left"),
                OccupancyRule(.crowd, zone: "left", least: 2, after: 1),
            ])
        scene.play([0.2, 0.3], seconds: 8)
        scene.play([0.2, 0.5], seconds: 3)
        let texts = Set(scene.matches.flatMap(\.conditions).map(\.text))
        #expect(texts == Set(states.map { "zone left: \($0.rawValue)" }))
    }

    @Test("Whatever happens, `then` never comes more often than its last condition", arguments: 0..<20 as Range<UInt64>)
    func never(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var scene = try Scene(
            ComposedRule(name: "t", .then, [Self.left, Self.gate, Self.right], within: 20, ofOneObject: seed % 2 == 0))
        for _ in 0..<60 {
            scene.play((0..<4).map { _ in random.pick([0.2, 0.45, 0.55, 0.8]) }, seconds: 1)
        }
        let entered = scene.told.count { if case .zoneEntered(let visit) = $0 { visit.zone == "right" } else { false } }
        #expect(scene.matches.count <= entered)
        for match in scene.matches {
            let times = match.conditions.map(\.at)
            #expect(times == times.sorted() && match.seconds - times[0] <= 20)
        }
    }
}
