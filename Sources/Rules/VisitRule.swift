/// What is asked of an object that visits a zone.
package protocol VisitTest: Sendable {
    /// What it keeps of one visit.
    associatedtype Memory: Sendable

    /// As the configuration has it.
    var name: String { get }

    func memory() -> Memory

    /// - Parameter visit: as of now.
    func measure(_ visit: ZoneFact, _ memory: inout Memory, at moment: Moment) -> Measure

    /// What is told once the measure is met.
    func begun(_ visit: ZoneFact) -> Fact

    /// What is told at the end of a visit of which that was told; nil for nothing.
    func ended(_ visit: ZoneFact) -> Fact?
}

extension VisitTest {
    package func ended(_ visit: ZoneFact) -> Fact? { nil }
}

/// A test of each object in a zone: told once a visit, as soon as its measure is met.
package struct VisitRule<Test: VisitTest>: ZoneRule {
    package let zone: String
    package let subject: Subject
    package let test: Test
    private var permit: Permit
    /// In the order of their coming.
    private var visits: [Visit] = []

    private struct Visit {
        let id: Int
        let since: Double
        var memory: Test.Memory
        var isTold = false
    }

    package init(zone: String, subject: Subject = Subject(), test: Test, terms: Terms = Terms()) {
        self.zone = zone
        self.subject = subject
        self.test = test
        permit = Permit(terms)
    }

    package var name: String { test.name }

    package mutating func enter(_ visit: ZoneFact) {
        visits.append(Visit(id: visit.object.id, since: visit.crossedAt, memory: test.memory()))
    }

    package mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact] {
        guard let index = visits.firstIndex(where: { $0.id == visit.object.id }) else { return [] }
        let ended = visits.remove(at: index).isTold ? test.ended(visit) : nil
        return ended.map { [$0] } ?? []
    }

    package mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment, log: inout RuleLog) -> [Fact] {
        var facts: [Fact] = []
        for index in visits.indices where !visits[index].isTold {
            guard let object = objects[visits[index].id] else { continue }
            let since = visits[index].since
            let visit = ZoneFact(zone: zone, object: object, crossedAt: since, dwelt: moment.seconds - since)
            let measure = test.measure(visit, &visits[index].memory, at: moment)
            let outcome = outcome(for: object, measure, at: moment)
            log.note(outcome, of: path, on: object.id)
            guard case .told = outcome else { continue }
            visits[index].isTold = true
            facts.append(test.begun(visit))
        }
        return facts
    }

    private mutating func outcome(
        for object: ObjectFact, _ measure: Measure, at moment: Moment
    ) -> RuleVerdict.Outcome {
        if let refusal = subject.refusal(of: object) { return refusal }
        return measure.isMet ? RuleVerdict.Outcome(permit.ask(at: moment), measure) : .unmet(measure)
    }
}
