import Geometry

/// A thing in a zone that was left behind, or taken away: told once.
package struct ThingRule: Sendable {
    package enum Kind: String, Hashable, Sendable {
        case leftBehind = "left_behind"
        case takenAway = "taken_away"
    }

    package let kind: Kind
    package let zone: Zone
    /// How long it has to have been there, or gone, with nobody near, seconds.
    package let after: Double
    /// Of the picture, 0 to 1.
    package let area: ClosedRange<Double>
    private var permit: Permit
    private var told: Set<Int> = []

    package init(
        _ kind: Kind, zone: Zone, after: Double, area: ClosedRange<Double> = 0...1,
        terms: Terms = Terms()
    ) {
        self.kind = kind
        self.zone = zone
        self.after = after
        self.area = area
        permit = Permit(terms)
    }

    mutating func follow(_ things: [ThingStories.Story], at moment: Moment, log: inout RuleLog)
        -> [Fact]
    {
        told.formIntersection(things.map(\.id))
        var facts: [Fact] = []
        for thing in things where !told.contains(thing.id) && concerns(thing) {
            let size = thing.box.area
            guard area.contains(min(size, 1)) else {
                log.note(.size(size, allowed: area), of: path)
                continue
            }
            let alone = moment.seconds - max(thing.since, thing.attendedAt ?? thing.since)
            let measure = Measure("alone", alone, of: after, "s")
            let outcome =
                measure.isMet ? RuleVerdict.Outcome(permit.ask(at: moment), measure) : .unmet(measure)
            log.note(outcome, of: path)
            guard case .told = outcome else { continue }
            told.insert(thing.id)
            let fact = ThingFact(
                zone: zone.name, box: thing.box, seconds: moment.seconds, since: thing.since,
                attendedAt: thing.attendedAt, nearby: thing.nearby)
            facts.append(kind == .leftBehind ? .leftBehind(fact) : .takenAway(fact))
        }
        return facts
    }

    private func concerns(_ thing: ThingStories.Story) -> Bool {
        !thing.isObject && (kind == .leftBehind ? thing.votes > 0 : thing.votes < 0)
            && zone.polygon.share(of: thing.box) >= 0.5
    }

    private var path: String { "zones.\(zone.name).\(kind.rawValue)" }
}
