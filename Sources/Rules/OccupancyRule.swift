/// A zone with at least so many objects in it, for so long: occupied with one, a crowd with more.
package struct OccupancyRule: ZoneRule {
    package enum Kind: Hashable, Sendable {
        case occupied
        case crowd
    }

    package let kind: Kind
    package let zone: String
    package let labels: Set<String>?
    package let least: Int
    /// How long there have to be enough, without a pause, for it to begin, seconds.
    package let after: Double
    /// How long there have to be too few for it to end, seconds.
    package let release: Double
    private var permit: Permit
    private var visitors: Set<Int> = []
    private var state = State.calm

    private enum State {
        case calm
        /// There are enough, and it was not told yet.
        case met(since: Double)
        case told(since: Double, peak: Int, lapsedSince: Double?)
    }

    package init(
        _ kind: Kind, zone: String, labels: Set<String>? = nil, least: Int = 1, after: Double = 0, release: Double = 0,
        terms: Terms = Terms()
    ) {
        self.kind = kind
        self.zone = zone
        self.labels = labels
        self.least = least
        self.after = after
        self.release = release
        permit = Permit(terms)
    }

    package mutating func enter(_ visit: ZoneFact) {
        visitors.insert(visit.object.id)
        if visitors.count >= least, case .calm = state { state = .met(since: visit.crossedAt) }
    }

    package mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact] {
        visitors.remove(visit.object.id)
        if visitors.count < least, case .met = state { state = .calm }
        return []
    }

    package mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment) -> [Fact] {
        switch state {
        case .calm: []
        case .met(let since): begin(since: since, at: moment)
        case .told(let since, let peak, let lapsed): proceed(since, max(peak, visitors.count), lapsed, at: moment)
        }
    }

    package mutating func finish(at moment: Moment) -> [Fact] {
        defer {
            state = .calm
            visitors = []
        }
        guard case .told(let since, let peak, _) = state else { return [] }
        return [ended(since, peak, at: moment)]
    }

    private mutating func begin(since: Double, at moment: Moment) -> [Fact] {
        guard moment.seconds - since >= after - 1e-6, permit.take(at: moment) else { return [] }
        state = .told(since: since, peak: visitors.count, lapsedSince: nil)
        let fact = fact(since, visitors.count, at: moment)
        return [kind == .crowd ? .crowdStarted(fact) : .zoneOccupied(fact)]
    }

    private mutating func proceed(_ since: Double, _ peak: Int, _ lapsed: Double?, at moment: Moment) -> [Fact] {
        guard visitors.count < least else {
            state = .told(since: since, peak: peak, lapsedSince: nil)
            return []
        }
        let lapsed = lapsed ?? moment.seconds
        guard moment.seconds - lapsed >= release - 1e-6 else {
            state = .told(since: since, peak: peak, lapsedSince: lapsed)
            return []
        }
        state = .calm
        return [ended(since, peak, at: moment)]
    }

    private func ended(_ since: Double, _ peak: Int, at moment: Moment) -> Fact {
        let fact = fact(since, peak, at: moment)
        return kind == .crowd ? .crowdEnded(fact) : .zoneEmptied(fact)
    }

    private func fact(_ since: Double, _ peak: Int, at moment: Moment) -> OccupancyFact {
        OccupancyFact(zone: zone, seconds: moment.seconds, since: since, count: visitors.count, peak: peak)
    }
}
