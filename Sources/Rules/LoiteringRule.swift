/// An object that stays in a zone for longer than it should.
package struct LoiteringRule: ZoneRule {
    package let zone: String
    package let labels: Set<String>?
    /// How long it may stay, seconds.
    package let after: Double
    private var permit: Permit
    /// In the order of their coming.
    private var visits: [Visit] = []

    private struct Visit {
        let id: Int
        let since: Double
        var isTold = false
    }

    package init(zone: String, labels: Set<String>? = nil, after: Double, terms: Terms = Terms()) {
        self.zone = zone
        self.labels = labels
        self.after = after
        permit = Permit(terms)
    }

    package mutating func enter(_ visit: ZoneFact) {
        visits.append(Visit(id: visit.object.id, since: visit.crossedAt))
    }

    package mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact] {
        guard let index = visits.firstIndex(where: { $0.id == visit.object.id }) else { return [] }
        return visits.remove(at: index).isTold ? [.loiteringEnded(visit)] : []
    }

    package mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment) -> [Fact] {
        var facts: [Fact] = []
        for index in visits.indices where !visits[index].isTold {
            let dwelt = moment.seconds - visits[index].since
            guard dwelt >= after - 1e-6, let object = objects[visits[index].id], permit.take(at: moment) else {
                continue
            }
            visits[index].isTold = true
            facts.append(
                .loiteringStarted(
                    ZoneFact(zone: zone, object: object, crossedAt: visits[index].since, dwelt: dwelt)))
        }
        return facts
    }
}
