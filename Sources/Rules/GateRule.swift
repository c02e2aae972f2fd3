/// Which way a gate was passed.
package enum GateDirection: String, Hashable, Sendable, CaseIterable {
    /// Over its first line, then over its second one.
    case inwards = "in"
    case outwards = "out"
}

/// How often a gate was passed.
package struct GateTotals: Hashable, Sendable {
    package var inwards = 0
    package var outwards = 0

    package init(inwards: Int = 0, outwards: Int = 0) {
        self.inwards = inwards
        self.outwards = outwards
    }

    package mutating func count(_ direction: GateDirection) {
        switch direction {
        case .inwards: inwards += 1
        case .outwards: outwards += 1
        }
    }
}

/// Two lines, one behind the other: who crosses both in one go has surely gone that way. Who crosses one of them and turns back has not.
package struct GateRule: Sendable {
    package let name: String
    package let first: String
    package let second: String
    /// The longest time from one line to the other, seconds.
    package let within: Double
    private let directions: Set<GateDirection>
    private let subject: Subject
    private var permit: Permit
    private var totals = GateTotals()
    /// The line that each object crossed last, and when.
    private var underway: [Int: (line: String, at: Double)] = [:]

    /// - Parameter directions: which are told of; both are counted.
    package init(
        name: String, lines: (first: String, second: String), within: Double,
        directions: Set<GateDirection> = Set(GateDirection.allCases), subject: Subject = Subject(),
        terms: Terms = Terms()
    ) {
        self.name = name
        (first, second) = lines
        self.within = within
        self.directions = directions
        self.subject = subject
        permit = Permit(terms)
    }

    /// - Returns: the passage and whether it is told of; nil where the object is not through.
    mutating func follow(
        _ crossing: LineFact, at moment: Moment, log: inout RuleLog
    ) -> (fact: GateFact, isTold: Bool)? {
        guard crossing.line == first || crossing.line == second, subject.concerns(crossing.object.label) else {
            return nil
        }
        let id = crossing.object.id
        let last = underway.updateValue((crossing.line, crossing.crossedAt), forKey: id)
        guard let last, last.line != crossing.line else { return nil }
        let took = crossing.crossedAt - last.at
        guard took <= within else {
            log.note(.unmet(Measure("in time", within, of: took, "s")), of: "gates.\(name)", on: id)
            return nil
        }
        underway[id] = nil
        let direction: GateDirection = crossing.line == second ? .inwards : .outwards
        totals.count(direction)
        let fact = GateFact(
            gate: name, direction: direction, object: crossing.object, crossedAt: crossing.crossedAt, took: took,
            totals: totals)
        let outcome = outcome(of: fact, at: moment)
        log.note(outcome, of: "gates.\(name)", on: id)
        if case .told = outcome { return (fact, true) }
        return (fact, false)
    }

    mutating func forget(_ id: Int) { underway[id] = nil }

    private mutating func outcome(of fact: GateFact, at moment: Moment) -> RuleVerdict.Outcome {
        if let refusal = subject.refusal(of: fact.object) { return refusal }
        let passed = Measure(fact.direction.rawValue, directions.contains(fact.direction) ? 1 : 0, of: 1)
        return passed.isMet ? RuleVerdict.Outcome(permit.ask(at: moment), passed) : .unmet(passed)
    }
}
