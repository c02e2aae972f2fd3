import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

/// What holds for any scene, shown on many random ones that go through the real tracker.
@Suite("Whatever happens in front of the camera")
struct StoryPropertiesTests {
    static let zones: [Zone] = [
        ("left", [(0.1, 0.1), (0.45, 0.1), (0.45, 0.95), (0.1, 0.95)]),
        ("middle", [(0.3, 0.2), (0.7, 0.3), (0.6, 0.9), (0.35, 0.8)]),
    ].compactMap { name, corners in
        Polygon(corners: corners.map { Point(x: $0.0, y: $0.1) }).map { Zone(name: name, polygon: $0) }
    }

    static let lines = [
        Line(name: "gate", segment: Segment(start: Point(x: 0.2, y: 0.6), end: Point(x: 0.8, y: 0.5)))
    ]

    /// Objects that wander, stop, hide and turn; ends with `finish`.
    static func facts(seed: UInt64, fps: Double) -> [Fact] {
        var random = SeededGenerator(seed: seed)
        var tracker = Tracker()
        var stories = ObjectStories(zones: zones, lines: lines)
        var places = (0..<8).map { _ in
            Point(x: Double.random(in: 0...1, using: &random), y: Double.random(in: 0.2...1, using: &random))
        }
        var ways = places.map { _ in Point(x: 0, y: 0) }
        var facts: [Fact] = []
        for frame in 0..<600 {
            var seen: [Observation] = []
            for index in places.indices {
                if Double.random(in: 0..<1, using: &random) < 0.05 {
                    ways[index] = Point(x: 0.1 * random.shake(), y: 0.05 * random.shake())
                }
                places[index].x = min(1.05, max(-0.05, places[index].x + ways[index].x / fps))
                places[index].y = min(1.05, max(0.1, places[index].y + ways[index].y / fps))
                guard Double.random(in: 0..<1, using: &random) < 0.8 else { continue }
                let box = Box.standing(
                    places[index].x + 0.004 * random.shake(), places[index].y + 0.004 * random.shake())
                seen.append(Observation(box: box, label: "person", score: 0.7 + 0.3 * random.shake()))
            }
            let now = Double(frame) / fps
            facts += stories.update(tracker.update(seen, at: now), at: now)
        }
        return facts + stories.finish(at: 600 / fps, reason: .stopped)
    }

    @Test("Each object starts once, then is updated, then ends once", arguments: 0..<30 as Range<UInt64>)
    func order(seed: UInt64) {
        var open: Set<Int> = []
        var over: Set<Int> = []
        for fact in Self.facts(seed: seed, fps: seed % 2 == 0 ? 5 : 2) {
            switch fact {
            case .objectStarted(let object):
                #expect(!over.contains(object.id))
                #expect(open.insert(object.id).inserted)
                #expect(object.firstSeen <= object.seconds)
            case .objectUpdated(let object, _): #expect(open.contains(object.id))
            case .zoneEntered(let zone), .zoneLeft(let zone): #expect(open.contains(zone.object.id))
            case .objectEnded(let object, _):
                #expect(open.remove(object.id) != nil)
                over.insert(object.id)
            case .lineCrossed(let line): #expect(open.contains(line.object.id))
            default: Issue.record("stories alone tell no such thing")
            }
        }
        #expect(open.isEmpty)
        #expect(over.count >= 4)
    }

    @Test(
        "Entering and leaving a zone alternate, and agree with the zones that objects list",
        arguments: 0..<30 as Range<UInt64>)
    func alternation(seed: UInt64) {
        var inside: [Int: Set<String>] = [:]
        for fact in Self.facts(seed: seed, fps: seed % 2 == 0 ? 5 : 2) {
            switch fact {
            case .zoneEntered(let zone):
                #expect(inside[zone.object.id, default: []].insert(zone.zone).inserted)
                #expect(zone.crossedAt <= zone.object.seconds && zone.dwelt == nil)
            case .zoneLeft(let zone):
                #expect(inside[zone.object.id, default: []].remove(zone.zone) != nil)
                #expect((zone.dwelt ?? -1) >= 0)
            case .objectUpdated(let object, _): #expect(Set(object.zones) == inside[object.id, default: []])
            case .objectEnded(let object, _): #expect(inside[object.id, default: []].isEmpty)
            default: break
            }
        }
    }

    @Test("The same scene tells the same story")
    func determinism() {
        #expect(Self.facts(seed: 3, fps: 5) == Self.facts(seed: 3, fps: 5))
    }
}
