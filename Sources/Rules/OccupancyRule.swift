/// A zone with at least so many objects in it, for so long: occupied with one, a crowd with more.
package struct OccupancyRule: ZoneRule {
    package enum Kind: Hashable, Sendable {
        case occupied
        case crowd
    }

    package let kind: Kind
    package let zone: String
    package let subject: Subject
    package let least: Int
    /// How long there have to be enough, without a pause, for it to begin, seconds.
    package let after: Double
    /// How long there have to be too few for it to end, seconds.
    package let release: Double
    private var permit: Permit
    /// Since when each object has been in the zone.
    private var visits: [Int: Double] = [:]
    private var state = State.calm

    private enum State {
        case calm
        /// There are enough, and it was not told yet.
        case met(since: Double)
        case told(since: Double, peak: Int, lapsedSince: Double?)
    }

    package init(
        _ kind: Kind, zone: String, subject: Subject = Subject(), least: Int = 1, after: Double = 0,
        release: Double = 0,
        terms: Terms = Terms()
    ) {
        self.kind = kind
        self.zone = zone
        self.subject = subject
        self.least = least
        self.after = after
        self.release = release
        permit = Permit(terms)
    }

    package var name: String { kind == .crowd ? "crowd" : "occupancy" }

    package mutating func enter(_ visit: ZoneFact) { visits[visit.object.id] = visit.crossedAt }

    package mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact] {
        visits[visit.object.id] = nil
        return []
    }

    package mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment, log: inout RuleLog) -> [Fact] {
        let stays = visits.filter { id, _ in objects[id].map(subject.admits) ?? false }.values.sorted()
        switch state {
        case .calm, .met:
            guard stays.count >= least else {
                state = .calm
                log.note(.unmet(Measure("count", Double(stays.count), of: Double(least))), of: path)
                return []
            }
            // Since the last of those who make it enough came.
            let since = if case .met(let since) = state { since } else { stays[least - 1] }
            return begin(since: since, stays.count, at: moment, log: &log)
        case .told(let since, let peak, let lapsed):
            return proceed(since, max(peak, stays.count), stays.count, lapsed, at: moment)
        }
    }

    package mutating func finish(at moment: Moment) -> [Fact] {
        defer {
            state = .calm
            visits = [:]
        }
        guard case .told(let since, let peak, _) = state else { return [] }
        return [ended(since, peak, 0, at: moment)]
    }

    private mutating func begin(
        since: Double, _ count: Int, at moment: Moment, log: inout RuleLog
    ) -> [Fact] {
        state = .met(since: since)
        let measure = Measure("lasting", moment.seconds - since, of: after, "s")
        let outcome = measure.isMet ? RuleVerdict.Outcome(permit.ask(at: moment), measure) : .unmet(measure)
        log.note(outcome, of: path)
        guard case .told = outcome else { return [] }
        state = .told(since: since, peak: count, lapsedSince: nil)
        let fact = fact(since, count, peak: count, at: moment)
        return [kind == .crowd ? .crowdStarted(fact) : .zoneOccupied(fact)]
    }

    private mutating func proceed(
        _ since: Double, _ peak: Int, _ count: Int, _ lapsed: Double?, at moment: Moment
    ) -> [Fact] {
        guard count < least else {
            state = .told(since: since, peak: peak, lapsedSince: nil)
            return []
        }
        let lapsed = lapsed ?? moment.seconds
        guard moment.seconds - lapsed >= release - 1e-6 else {
            state = .told(since: since, peak: peak, lapsedSince: lapsed)
            return []
        }
        state = .calm
        return [ended(since, peak, count, at: moment)]
    }

    private func ended(_ since: Double, _ peak: Int, _ count: Int, at moment: Moment) -> Fact {
        let fact = fact(since, count, peak: peak, at: moment)
        return kind == .crowd ? .crowdEnded(fact) : .zoneEmptied(fact)
    }

    private func fact(_ since: Double, _ count: Int, peak: Int, at moment: Moment) -> OccupancyFact {
        OccupancyFact(zone: zone, seconds: moment.seconds, since: since, count: count, peak: peak)
    }
}
