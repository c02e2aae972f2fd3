import Geometry

/// What was counted in a time.
package struct Counts: Hashable, Sendable {
    package struct Zone: Hashable, Sendable {
        package var entered = 0
        package var left = 0
        /// The stays of those that left, together, seconds.
        package var dwelt = 0.0
        package var longestDwell = 0.0
        /// How many were in it at once, at most.
        package var peak = 0
        /// How many different objects were in it.
        package var visitors = 0
    }

    /// For how long the camera gave pictures, seconds.
    package var observed = 0.0
    /// Objects that began in that time, by label.
    package var objects: [String: Int] = [:]
    package var lines: [String: LineTotals] = [:]
    package var gates: [String: GateTotals] = [:]
    package var zones: [String: Zone] = [:]
    /// Ways from one zone to another.
    package var paths: [Path: Int] = [:]
    /// nil where nobody asked.
    package var heat: Heat?

    /// From the zone that an object entered last to the one that it entered next.
    package struct Path: Hashable, Sendable {
        package let from: String
        package let to: String

        package init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }
}

/// Adds up what ``ObjectStories`` tells, from one report to the next. Each object, crossing and visit is in one report.
package struct Ledger: Sendable {
    private var counts = Counts()
    /// Objects that began since the last report, with the labels under which they were counted.
    private var labels: [Int: String] = [:]
    /// Who is in each zone.
    private var inside: [String: Set<Int>]
    /// Who was in each zone since the last report.
    private var visitors: [String: Set<Int>] = [:]
    /// The zone that each object entered last.
    private var latest: [Int: String] = [:]
    private let mapsHeat: Bool
    private let lines: [String]
    private let gates: [String]

    package init(zones: [String] = [], lines: [String] = [], gates: [String] = [], mapsHeat: Bool = false) {
        self.lines = lines
        self.gates = gates
        self.mapsHeat = mapsHeat
        inside = Dictionary(zones.map { ($0, []) }) { first, _ in first }
        counts = blank
    }

    package mutating func observe(_ seconds: Double) { counts.observed += seconds }

    package mutating func note(_ facts: [Fact]) { facts.forEach { note($0) } }

    package mutating func note(_ passages: [GateFact]) {
        for passage in passages { counts.gates[passage.gate, default: GateTotals()].count(passage.direction) }
    }

    /// What was counted since the last report; counting begins anew, with those that are in a zone still in it.
    package mutating func close() -> Counts {
        defer {
            counts = blank
            labels = [:]
            visitors = inside
        }
        for (zone, ids) in visitors { counts.zones[zone]?.visitors = ids.count }
        return counts
    }

    /// Where objects were for some time.
    package mutating func stay(_ objects: [ObjectFact], for seconds: Double) {
        guard mapsHeat, seconds > 0 else { return }
        for object in objects { counts.heat?.add(seconds, at: object.box.foot) }
    }

    private var blank: Counts {
        Counts(
            lines: Dictionary(lines.map { ($0, LineTotals()) }) { first, _ in first },
            gates: Dictionary(gates.map { ($0, GateTotals()) }) { first, _ in first },
            zones: inside.mapValues { Counts.Zone(peak: $0.count) },
            heat: mapsHeat ? Heat() : nil)
    }

    private mutating func note(_ fact: Fact) {
        switch fact {
        case .objectStarted(let object): count(object)
        case .objectUpdated(let object, let changes) where changes.contains(.label): recount(object)
        case .objectEnded(let object, _):
            labels[object.id] = nil
            latest[object.id] = nil
        case .lineCrossed(let crossing): counts.lines[crossing.line, default: LineTotals()].count(crossing.direction)
        case .zoneEntered(let visit): enter(visit)
        case .zoneLeft(let visit): leave(visit)
        default: break
        }
    }

    private mutating func count(_ object: ObjectFact) {
        counts.objects[object.label, default: 0] += 1
        labels[object.id] = object.label
    }

    /// An object that turns out to be something else is counted as that.
    private mutating func recount(_ object: ObjectFact) {
        guard let label = labels[object.id] else { return }
        counts.objects[label, default: 1] -= 1
        if counts.objects[label] == 0 { counts.objects[label] = nil }
        count(object)
    }

    private mutating func enter(_ visit: ZoneFact) {
        let id = visit.object.id
        inside[visit.zone, default: []].insert(id)
        visitors[visit.zone, default: []].insert(id)
        var zone = counts.zones[visit.zone] ?? Counts.Zone()
        zone.entered += 1
        zone.peak = max(zone.peak, inside[visit.zone]?.count ?? 0)
        counts.zones[visit.zone] = zone
        let before = latest.updateValue(visit.zone, forKey: id)
        if let before, before != visit.zone { counts.paths[.init(from: before, to: visit.zone), default: 0] += 1 }
    }

    private mutating func leave(_ visit: ZoneFact) {
        inside[visit.zone]?.remove(visit.object.id)
        var zone = counts.zones[visit.zone] ?? Counts.Zone()
        zone.left += 1
        zone.dwelt += visit.dwelt ?? 0
        zone.longestDwell = max(zone.longestDwell, visit.dwelt ?? 0)
        counts.zones[visit.zone] = zone
    }
}
