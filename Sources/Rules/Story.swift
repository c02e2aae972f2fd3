import Geometry
import Tracking

/// One object's story so far: what was told of it last, and what was learned since.
struct Story: Sendable {
    private(set) var fact: ObjectFact
    private var told: ObjectFact
    private var presences: [ZonePresence]
    private var waypoint: Point
    private var gauge = SpeedGauge()
    var walk = LineWalk(lines: 0)

    init(track: Track, zones: Int, at seconds: Double) {
        fact = ObjectFact(track: track, at: seconds)
        told = fact
        presences = Array(repeating: ZonePresence(), count: zones)
        waypoint = track.box.foot
    }

    /// Takes in the track and tells of the zones that it entered or left.
    mutating func follow(
        _ track: Track, zones: [Zone], at seconds: Double, in view: View, options: ObjectStories.Options
    ) -> [Fact] {
        fact.take(track, at: seconds)
        rest(track, at: seconds, after: options.stationaryAfter)
        guard track.observation != nil else { return [] }
        walk(to: track.box)
        gauge.follow(track.box, at: seconds, in: view)
        (fact.ground, fact.speed) = (gauge.ground, gauge.speed)
        return cross(zones, at: seconds, settleAfter: options.zoneSettleAfter)
    }

    /// What matters and is new since the last fact about the object.
    func changes(_ options: ObjectStories.Options) -> [ObjectChange] {
        var changes: [ObjectChange] = []
        if fact.label != told.label { changes.append(.label) }
        if fact.zones != told.zones { changes.append(.zones) }
        if fact.isStationary != told.isStationary { changes.append(fact.isStationary ? .stationary : .moving) }
        if fact.topScore >= told.topScore + options.scoreStep { changes.append(.score) }
        return changes
    }

    /// Whether the time for news has come: never for an object that rests or is out of sight.
    func isDue(_ options: ObjectStories.Options) -> Bool {
        !fact.isStationary && fact.lastSeen > told.seconds && fact.seconds - told.seconds >= options.updateEvery - 1e-6
    }

    mutating func noteTold() { told = fact }

    /// Leaves all zones.
    mutating func finish(_ zones: [Zone], at seconds: Double) -> [Fact] {
        fact.seconds = seconds
        var facts: [Fact] = []
        for (index, zone) in zones.enumerated() {
            guard let change = presences[index].finish(at: fact.lastSeen) else { continue }
            fact.zones.removeAll { $0 == zone.name }
            facts.append(change.fact(zone: zone.name, object: fact))
        }
        return facts
    }

    private mutating func rest(_ track: Track, at seconds: Double, after limit: Double) {
        guard track.state == .confirmed else { return }
        fact.isStationary = seconds - track.restingSince >= limit
    }

    /// Adds to the path once the foot has moved by a quarter of the object's size: less is the shaking of its box.
    private mutating func walk(to box: Box) {
        let foot = box.foot
        let way = Point(x: (foot.x - waypoint.x) / box.width, y: (foot.y - waypoint.y) / box.height)
        guard way.length >= 0.25 else { return }
        fact.travelled += foot.distance(to: waypoint)
        waypoint = foot
    }

    private mutating func cross(_ zones: [Zone], at seconds: Double, settleAfter: Double) -> [Fact] {
        var changes: [(String, ZonePresence.Change)] = []
        for (index, zone) in zones.enumerated() {
            let isInside = zone.holds(fact.box, label: fact.label, wasInside: presences[index].isInside)
            let change = presences[index].update(isInside: isInside, at: seconds, settleAfter: settleAfter)
            if let change { changes.append((zone.name, change)) }
        }
        fact.zones = zip(zones, presences).filter { $1.isInside }.map { $0.0.name }
        return changes.map { name, change in change.fact(zone: name, object: fact) }
    }
}

extension ZonePresence.Change {
    fileprivate func fact(zone: String, object: ObjectFact) -> Fact {
        switch self {
        case .entered(let at): .zoneEntered(ZoneFact(zone: zone, object: object, crossedAt: at, dwelt: nil))
        case .left(let at, let dwelt): .zoneLeft(ZoneFact(zone: zone, object: object, crossedAt: at, dwelt: dwelt))
        }
    }
}

extension ObjectFact {
    fileprivate init(track: Track, at seconds: Double) {
        self.init(
            id: track.id, label: track.label, score: track.score, meanScore: track.meanScore,
            topScore: track.topScore,
            box: track.box, seconds: seconds, firstSeen: track.firstSeen, lastSeen: track.lastSeen,
            zones: [],
            isStationary: false, restedFor: 0, travelled: 0)
    }

    fileprivate mutating func take(_ track: Track, at seconds: Double) {
        label = track.label
        score = track.score
        meanScore = track.meanScore
        topScore = track.topScore
        box = track.box
        restedFor = max(0, track.lastSeen - track.restingSince)
        lastSeen = track.lastSeen
        self.seconds = seconds
    }
}
