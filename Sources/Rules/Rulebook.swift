/// Facts about objects to facts about zones and lines, for one camera: what operators ask for.
///
/// A fold over what ``ObjectStories`` tells and over time. What follows from a fact comes right behind it, so that the end of an object
/// stays the last thing that is told of it.
package struct Rulebook: Sendable {
    /// What is told of the crossings of a line; all of them are counted.
    package struct LineRule: Sendable {
        let line: String
        let directions: Set<LineDirection>
        let subject: Subject
        var permit: Permit

        package init(
            line: String, directions: Set<LineDirection> = Set(LineDirection.allCases), subject: Subject = Subject(),
            terms: Terms = Terms()
        ) {
            self.line = line
            self.directions = directions
            self.subject = subject
            permit = Permit(terms)
        }
    }

    private var lineRules: [LineRule]
    private var zoneRules: [any ZoneRule]
    private var gates: [GateRule]
    private var thingRules: [ThingRule]
    private var things = ThingStories()
    private var composed: [ComposedRule]

    /// All ways through gates since the last call of ``takePassages()``, told or not.
    private var passages: [GateFact] = []

    /// What the rules decided, and by which numbers; as far as its detail asks for.
    package var log = RuleLog()

    package init(
        lines: [LineRule] = [], zones: [any ZoneRule] = [], gates: [GateRule] = [],
        things: [ThingRule] = [],
        composed: [ComposedRule] = []
    ) {
        lineRules = lines
        self.gates = gates
        thingRules = things
        self.composed = composed
        zoneRules = zones
    }

    /// - Parameters:
    ///   - facts: what ``ObjectStories`` told of this picture.
    ///   - objects: all that are being told of, as they are now.
    ///   - things: what the motion gate says of this picture that rests.
    /// - Returns: those facts, and what follows from them and from time.
    package mutating func follow(
        _ facts: [Fact], objects: @autoclosure () -> [ObjectFact], things seen: [Thing] = [],
        at moment: Moment
    ) -> [Fact] {
        var told = facts.flatMap { follow($0, at: moment) }
        if !zoneRules.isEmpty || !thingRules.isEmpty {
            let objects = objects()
            let byID = Dictionary(objects.map { ($0.id, $0) }) { first, _ in first }
            for index in zoneRules.indices { told += zoneRules[index].tick(byID, at: moment, log: &log) }
            told += follow(seen, objects, at: moment)
        }
        return compose(told, at: moment)
    }

    /// A new connection begins: what rested before may be anywhere.
    package mutating func reset() { things.reset() }

    /// Ways through gates that were not taken before, for whoever counts.
    package mutating func takePassages() -> [GateFact] {
        defer { passages = [] }
        return passages
    }

    /// - Parameter facts: what ``ObjectStories`` told at its end.
    package mutating func finish(_ facts: [Fact], at moment: Moment) -> [Fact] {
        var told = facts.flatMap { follow($0, at: moment) }
        for index in zoneRules.indices { told += zoneRules[index].finish(at: moment) }
        return compose(told, at: moment)
    }

    private mutating func follow(_ seen: [Thing], _ objects: [ObjectFact], at moment: Moment)
        -> [Fact]
    {
        guard !thingRules.isEmpty else { return [] }
        things.update(seen, objects: objects, at: moment.seconds)
        let stories = things.stories
        return thingRules.indices.flatMap { thingRules[$0].follow(stories, at: moment, log: &log) }
    }

    /// What several facts make together comes right behind the last of them, and may be a part of more.
    private mutating func compose(_ told: [Fact], at moment: Moment) -> [Fact] {
        guard !composed.isEmpty else { return told }
        for index in composed.indices { composed[index].tick(at: moment) }
        return told.flatMap { fact in
            var facts = [fact]
            for index in composed.indices {
                facts += facts.compactMap { composed[index].follow($0, at: moment, log: &log) }
            }
            return facts
        }
    }

    private mutating func follow(_ fact: Fact, at moment: Moment) -> [Fact] {
        switch fact {
        case .lineCrossed(let crossing): return (tells(crossing, at: moment) ? [fact] : []) + pass(crossing, at: moment)
        case .objectEnded(let object, _):
            for index in gates.indices { gates[index].forget(object.id) }
            return [fact]
        case .zoneEntered(let visit):
            for index in zoneRules.indices where zoneRules[index].concerns(visit) { zoneRules[index].enter(visit) }
            return [fact]
        case .zoneLeft(let visit):
            // By id, not by label: a car that came may be a van by now.
            return zoneRules.indices.filter { zoneRules[$0].zone == visit.zone }
                .reduce([fact]) { $0 + zoneRules[$1].leave(visit, at: moment) }
        default: return [fact]
        }
    }

    private mutating func pass(_ crossing: LineFact, at moment: Moment) -> [Fact] {
        gates.indices.compactMap { index in
            guard let passage = gates[index].follow(crossing, at: moment, log: &log) else { return nil }
            passages.append(passage.fact)
            return passage.isTold ? .gatePassed(passage.fact) : nil
        }
    }

    private mutating func tells(_ crossing: LineFact, at moment: Moment) -> Bool {
        guard let index = lineRules.firstIndex(where: { $0.line == crossing.line }) else { return true }
        let outcome = lineRules[index].outcome(of: crossing, at: moment)
        log.note(outcome, of: "lines.\(crossing.line)", on: crossing.object.id)
        if case .told = outcome { return true }
        return false
    }
}

extension Rulebook.LineRule {
    fileprivate mutating func outcome(of crossing: LineFact, at moment: Moment) -> RuleVerdict.Outcome {
        if let refusal = subject.refusal(of: crossing.object) { return refusal }
        let crossed = Measure(crossing.direction.rawValue, directions.contains(crossing.direction) ? 1 : 0, of: 1)
        return crossed.isMet ? RuleVerdict.Outcome(permit.ask(at: moment), crossed) : .unmet(crossed)
    }
}
