import Geometry
import Rules
import TestSupport
import Testing
import Tracking

@Suite("Things that are left behind or taken away")
struct ThingTests {
    static let bag = Box(left: 0.5, top: 0.6, right: 0.54, bottom: 0.65)

    /// A yard with both rules, looked at twice a second.
    struct Scene {
        var stories = ObjectStories()
        var rules: Rulebook
        var person = TrackSeries(id: 1, box: .standing(0.3, 0.65), at: 0)
        var told: [Fact] = []
        var now = 0.0

        init(area: ClosedRange<Double> = 0...1, terms: Terms = Terms(), polygon: Polygon = .whole) {
            let zone = Zone(name: "yard", polygon: polygon)
            rules = Rulebook(things: [
                ThingRule(.leftBehind, zone: zone, after: 20, area: area, terms: terms),
                ThingRule(.takenAway, zone: zone, after: 5, area: area, terms: terms),
            ])
        }

        mutating func play(_ things: [Thing], person place: Double?, seconds: Double, rests: Bool = false) {
            for _ in 0..<Int(seconds * 2) {
                let track = place.map { person.see(.standing($0, 0.65), at: now, rests: rests) } ?? person.end()
                let facts = stories.update([track], at: now)
                told += rules.follow(facts, objects: stories.objects, things: things, at: .at(now))
                now += 0.5
            }
        }

        var left: [ThingFact] { told.compactMap { if case .leftBehind(let thing) = $0 { thing } else { nil } } }
        var taken: [ThingFact] { told.compactMap { if case .takenAway(let thing) = $0 { thing } else { nil } } }
    }

    static let added = [Thing(box: bag, isAdded: true)]
    static let removed = [Thing(box: bag, isAdded: false)]

    @Test("A bag is told of once its owner has been away for long enough, with who that was")
    func leftBehind() throws {
        var scene = Scene()
        scene.play([], person: 0.5, seconds: 2)
        scene.play(Self.added, person: 0.5, seconds: 10)
        scene.play(Self.added, person: 0.2, seconds: 19)
        #expect(scene.left.isEmpty)
        scene.play(Self.added, person: 0.2, seconds: 30)
        #expect(scene.left.count == 1 && scene.taken.isEmpty)
        let told = try #require(scene.left.first)
        #expect(told.nearby?.id == 1 && told.since == 2 && told.box == Self.bag)
        #expect(try #require(told.attendedAt) <= 12)
    }

    @Test("While somebody stays near it, it is not told of")
    func attended() {
        var scene = Scene()
        scene.play(Self.added, person: 0.47, seconds: 120)
        #expect(scene.left.isEmpty)
    }

    @Test("Somebody who stands still is no thing, and leaves no gap")
    func person() {
        var scene = Scene()
        let standing = [Thing(box: .standing(0.5, 0.65), isAdded: true)]
        scene.play(standing, person: 0.5, seconds: 120, rests: true)
        #expect(scene.left.isEmpty)
        // The background had learnt the person, who goes: what was behind is new to it.
        let gap = [Thing(box: .standing(0.5, 0.65), isAdded: false)]
        scene.play(gap, person: 0.1, seconds: 30)
        #expect(scene.taken.isEmpty)
    }

    @Test("What is gone is told of as taken away, once")
    func takenAway() {
        var scene = Scene()
        scene.play(Self.removed, person: 0.1, seconds: 30)
        #expect(scene.taken.count == 1 && scene.left.isEmpty)
    }

    @Test("A thing that flickers, that is unclear, too small, or elsewhere is not told of")
    func notTold() throws {
        var flickers = Scene()
        for _ in 0..<30 {
            flickers.play(Self.added, person: 0.1, seconds: 4)
            flickers.play([], person: 0.1, seconds: 4)
        }
        #expect(flickers.left.isEmpty)
        var unclear = Scene()
        unclear.play([Thing(box: Self.bag, isAdded: nil)], person: 0.1, seconds: 60)
        #expect(unclear.left.isEmpty && unclear.taken.isEmpty)
        var small = Scene(area: 0.01...1)
        small.play(Self.added, person: 0.1, seconds: 60)
        #expect(small.left.isEmpty)
        let corners = [(0.0, 0.0), (0.4, 0), (0.4, 1), (0, 1)].map { Point(x: $0.0, y: $0.1) }
        var elsewhere = Scene(polygon: try #require(Polygon(corners: corners)))
        elsewhere.play(Self.added, person: 0.1, seconds: 60)
        #expect(elsewhere.left.isEmpty)
    }

    @Test("A new connection begins anew")
    func reset() {
        var scene = Scene()
        scene.play(Self.added, person: 0.1, seconds: 15)
        scene.rules.reset()
        scene.play(Self.added, person: 0.1, seconds: 15)
        #expect(scene.left.isEmpty)
    }
}
