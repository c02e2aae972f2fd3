import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Zones")
struct ZoneTests {
    static func stories(_ left: Double, _ right: Double, labels: Set<String>? = nil) throws -> ObjectStories {
        let corners = [(left, 0.2), (right, 0.2), (right, 0.9), (left, 0.9)].map { Point(x: $0.0, y: $0.1) }
        return ObjectStories(zones: [
            Zone(name: "porch", polygon: try #require(Polygon(corners: corners)), labels: labels)
        ])
    }

    @Test(
        "A path through a zone enters once and leaves once, whatever the sampling",
        arguments: [1.0, 2, 3, 5, 7.5, 10, 25],
        0..<20 as Range<UInt64>)
    func throughOnce(fps: Double, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var stories = try Self.stories(0.3, 0.7)
        var series = TrackSeries(id: 1, box: .standing(0.1, 0.6), at: 0)
        let phase = Double.random(in: 0..<1, using: &random) / fps
        var facts: [Fact] = []
        for frame in 0..<Int(20 * fps) {
            let seconds = phase + Double(frame) / fps
            let box = Box.standing(0.04 * seconds + 0.002 * random.shake(), 0.6)
            facts += stories.update([series.see(box, at: seconds)], at: seconds)
        }
        let crossings = facts.filter {
            if case .zoneEntered = $0 { true } else if case .zoneLeft = $0 { true } else { false }
        }
        #expect(ObjectStoriesTests.names(crossings) == ["entered:porch", "left:porch"])
        guard case .zoneEntered(let entered) = crossings.first, case .zoneLeft(let left) = crossings.last else {
            return
        }
        #expect(entered.crossedAt >= 7.4 && entered.crossedAt <= 7.6 + 1 / fps)
        #expect(left.crossedAt >= 17.4 && left.crossedAt <= 17.6 + 1 / fps)
        #expect(left.dwelt == left.crossedAt - entered.crossedAt)
    }

    @Test("An object that sways on the border does not come and go", arguments: 0..<10 as Range<UInt64>)
    func border(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var stories = try Self.stories(0.3, 0.7)
        var series = TrackSeries(id: 1, box: .standing(0.3, 0.6), at: 0)
        var crossings = 0
        for frame in 0..<600 {
            let seconds = Double(frame) / 10
            // From one side to the other several times a second.
            let box = Box.standing(0.3 + (frame % 3 == 0 ? -0.002 : 0.002) + 0.001 * random.shake(), 0.6)
            for fact in stories.update([series.see(box, at: seconds)], at: seconds) {
                if case .zoneEntered = fact { crossings += 1 } else if case .zoneLeft = fact { crossings += 1 }
            }
        }
        #expect(crossings <= 1)
    }

    @Test("By overlap, a box is in when enough of it is, and out when half as much is")
    func overlap() throws {
        let corners = [(0.5, 0.0), (1, 0), (1, 1), (0.5, 1)].map { Point(x: $0.0, y: $0.1) }
        let zone = Zone(
            name: "half", polygon: try #require(Polygon(corners: corners)), labels: ["bus"], anchor: .overlap(0.4))
        func box(_ share: Double) -> Box {
            Box(left: 0.5 - 0.2 * (1 - share), top: 0.2, right: 0.5 + 0.2 * share, bottom: 0.5)
        }
        let cases = [
            (0.0, false, false), (0.3, false, false), (0.3, true, true), (0.45, false, true), (0.15, true, false),
        ]
        for (share, was, now) in cases {
            #expect(zone.holds(box(share), label: "bus", wasInside: was) == now, "\(share), \(was)")
        }
        #expect(!zone.holds(box(0.9), label: "car", wasInside: true))
    }

    @Test("By foot, who was inside stays inside within a twentieth of their size of the border")
    func hysteresis() throws {
        let corners = [(0.5, 0.0), (1, 0), (1, 1), (0.5, 1)].map { Point(x: $0.0, y: $0.1) }
        let zone = Zone(name: "half", polygon: try #require(Polygon(corners: corners)))
        #expect(zone.holds(.standing(0.499, 0.5), label: "x", wasInside: true))
        #expect(!zone.holds(.standing(0.499, 0.5), label: "x", wasInside: false))
        #expect(!zone.holds(.standing(0.497, 0.5), label: "x", wasInside: true))
    }

    @Test("A zone for cars does not see people")
    func labels() throws {
        var stories = try Self.stories(0.3, 0.7, labels: ["car"])
        var person = TrackSeries(id: 1, box: .standing(0.5, 0.6), at: 0)
        var car = TrackSeries(id: 2, label: "car", box: .standing(0.5, 0.6), at: 0)
        var facts: [Fact] = []
        for frame in 0..<10 {
            let seconds = Double(frame) / 5
            let box = Box.standing(0.5, 0.6)
            facts += stories.update([person.see(box, at: seconds), car.see(box, at: seconds)], at: seconds)
        }
        let entered = facts.compactMap { if case .zoneEntered(let fact) = $0 { fact.object.id } else { nil } }
        #expect(entered == [2])
    }

    @Test("A prediction crosses no border")
    func predictionsDoNotCount() throws {
        var stories = try Self.stories(0.3, 0.7)
        var series = TrackSeries(id: 1, box: .standing(0.25, 0.6), at: 0)
        _ = stories.update([series.track], at: 0)
        for frame in 1..<20 {
            var lost = series.lose()
            lost.box = .standing(0.5, 0.6)
            #expect(stories.update([lost], at: Double(frame) / 5).isEmpty)
        }
    }
}
