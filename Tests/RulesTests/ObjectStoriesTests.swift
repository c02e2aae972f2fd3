import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("The stories of objects")
struct ObjectStoriesTests {
    static let spot = Box.standing(0.5, 0.5)

    /// The names of facts, for reading.
    static func names(_ facts: [Fact]) -> [String] {
        facts.map { fact in
            switch fact {
            case .objectStarted: "started"
            case .objectUpdated(_, let changes): "updated:" + changes.map(\.rawValue).joined(separator: "+")
            case .objectEnded(_, let reason): "ended:" + reason.rawValue
            case .zoneEntered(let fact): "entered:" + fact.zone
            case .zoneLeft(let fact): "left:" + fact.zone
            case .lineCrossed(let fact): "crossed:" + fact.line + ":" + fact.direction.rawValue
            case .loiteringStarted(let fact): "loiters:" + fact.zone
            case .loiteringEnded(let fact): "loitered:" + fact.zone
            case .zoneOccupied(let fact): "occupied:" + fact.zone
            case .zoneEmptied(let fact): "emptied:" + fact.zone
            case .crowdStarted(let fact): "crowd:" + fact.zone
            case .crowdEnded(let fact): "dispersed:" + fact.zone
            case .wrongWay(let fact): "wrong way:" + fact.zone
            case .gatePassed(let fact): "gate:" + fact.gate
            case .running(let fact): "running:" + fact.visit.zone
            case .speeding(let fact): "speeding:" + fact.visit.zone
            case .ruleMatched(let fact): "rule:" + fact.rule
            case .leftBehind(let fact): "left behind:" + fact.zone
            case .takenAway(let fact): "taken away:" + fact.zone
            case .motionStarted: "motion"
            case .motionEnded(_, let reason): "calm:" + reason.rawValue
            }
        }
    }

    @Test("A person who walks through for twelve seconds is one object: started, updated every five seconds, ended")
    func walkThrough() {
        var stories = ObjectStories()
        var series = TrackSeries(id: 7, box: .standing(0.1, 0.6), at: 0)
        var facts: [Fact] = []
        for step in 0...60 {
            let seconds = Double(step) / 5
            facts += stories.update([series.see(.standing(0.1 + 0.05 * seconds, 0.6), at: seconds)], at: seconds)
        }
        facts += stories.update([series.end(.left)], at: 13)
        #expect(Self.names(facts) == ["started", "updated:", "updated:", "ended:left"])
        guard case .objectEnded(let object, _) = facts.last else { Issue.record("\(facts)"); return }
        #expect(object.id == 7 && object.firstSeen == 0 && object.lastSeen == 12 && object.seconds == 13)
        #expect(abs(object.travelled - 0.6) < 0.03)
        #expect(stories.objects.isEmpty)
    }

    @Test("A parked car tells of coming to rest and of moving on, and nothing in the two hours between")
    func parkedCar() {
        var stories = ObjectStories()
        var random = SeededGenerator(seed: 1)
        var series = TrackSeries(id: 1, label: "car", box: Self.spot, at: 0)
        var facts: [Fact] = []
        for step in 1...14_400 {
            let shaken = Box.standing(0.5 + 0.002 * random.shake(), 0.5)
            facts += stories.update([series.see(shaken, at: Double(step) / 2, rests: true)], at: Double(step) / 2)
        }
        facts += stories.update([series.see(.standing(0.6, 0.5), at: 7300)], at: 7300)
        #expect(Self.names(facts) == ["started", "updated:", "updated:stationary", "updated:moving"])
        guard case .objectUpdated(let resting, _) = facts[2] else { Issue.record("\(facts)"); return }
        #expect(resting.isStationary && resting.seconds == 10 && resting.travelled == 0)
    }

    @Test("A label that changes, and a much better look, are told at once")
    func changes() {
        var stories = ObjectStories()
        var series = TrackSeries(id: 1, label: "truck", score: 0.6, box: Self.spot, at: 0)
        _ = stories.update([series.track], at: 0)
        series.track.topScore = 0.65
        #expect(stories.update([series.see(Self.spot, at: 0.2)], at: 0.2).isEmpty)
        series.track.label = "car"
        series.track.topScore = 0.9
        let facts = stories.update([series.see(Self.spot, at: 0.4)], at: 0.4)
        #expect(Self.names(facts) == ["updated:label+score"])
        #expect(stories.update([series.see(Self.spot, at: 0.6)], at: 0.6).isEmpty)
    }

    @Test("What is out of sight tells nothing until it is back or over")
    func silentWhileLost() {
        var stories = ObjectStories()
        var series = TrackSeries(id: 1, box: Self.spot, at: 0)
        _ = stories.update([series.track], at: 0)
        for second in 1..<60 { #expect(stories.update([series.lose()], at: Double(second)).isEmpty) }
        #expect(Self.names(stories.update([series.see(Self.spot, at: 60)], at: 60)) == ["updated:"])
    }

    @Test("A track that the tracker does not believe, or that the filter turns away, has no story")
    func noStory() {
        var stories = ObjectStories(filter: ObjectFilter(labels: ["person"]))
        var tentative = TrackSeries(id: 1, box: Self.spot, at: 0).track
        tentative.state = .tentative
        let cat = TrackSeries(id: 2, label: "cat", box: Self.spot, at: 0).track
        let faint = TrackSeries(id: 3, score: 0.3, box: Self.spot, at: 0).track
        #expect(stories.update([tentative, cat, faint], at: 0).isEmpty)
        var ended = tentative
        ended.state = .ended(.lost)
        #expect(stories.update([ended], at: 1).isEmpty)
    }

    @Test("Finishing ends all objects, leaves their zones, and says why", arguments: [EndReason.stopped, .offline])
    func finish(reason: EndReason) throws {
        let polygon = try #require(
            Polygon(corners: [Point(x: 0, y: 0), Point(x: 1, y: 0), Point(x: 1, y: 1), Point(x: 0, y: 1)]))
        var stories = ObjectStories(zones: [Zone(name: "all", polygon: polygon)])
        var series = TrackSeries(id: 1, box: Self.spot, at: 0)
        for step in 0..<5 { _ = stories.update([series.see(Self.spot, at: Double(step) / 5)], at: Double(step) / 5) }
        let facts = stories.finish(at: 2, reason: reason)
        #expect(Self.names(facts) == ["left:all", "ended:\(reason.rawValue)"])
        #expect(stories.finish(at: 3, reason: reason).isEmpty)
        guard case .objectEnded(let object, _) = facts.last else { Issue.record("\(facts)"); return }
        #expect(object.zones.isEmpty)
    }
}
