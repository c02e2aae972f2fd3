/// Facts about objects to facts about zones and lines, for one camera: what operators ask for.
///
/// A fold over what ``ObjectStories`` tells and over time. What follows from a fact comes right behind it, so that the end of an object
/// stays the last thing that is told of it.
package struct Rulebook: Sendable {
    /// What is told of the crossings of a line; all of them are counted.
    package struct LineRule: Sendable {
        let line: String
        let directions: Set<LineDirection>
        var permit: Permit

        package init(
            line: String, directions: Set<LineDirection> = Set(LineDirection.allCases), terms: Terms = Terms()
        ) {
            self.line = line
            self.directions = directions
            permit = Permit(terms)
        }
    }

    private var lineRules: [LineRule]
    private var zoneRules: [any ZoneRule]

    package init(lines: [LineRule] = [], zones: [any ZoneRule] = []) {
        lineRules = lines
        zoneRules = zones
    }

    /// - Parameters:
    ///   - facts: what ``ObjectStories`` told of this picture.
    ///   - objects: all that are being told of, as they are now.
    /// - Returns: those facts, and what follows from them and from time.
    package mutating func follow(_ facts: [Fact], objects: @autoclosure () -> [ObjectFact], at moment: Moment) -> [Fact]
    {
        var told = facts.flatMap { follow($0, at: moment) }
        guard !zoneRules.isEmpty else { return told }
        let objects = Dictionary(objects().map { ($0.id, $0) }) { first, _ in first }
        for index in zoneRules.indices { told += zoneRules[index].tick(objects, at: moment) }
        return told
    }

    /// - Parameter facts: what ``ObjectStories`` told at its end.
    package mutating func finish(_ facts: [Fact], at moment: Moment) -> [Fact] {
        var told = facts.flatMap { follow($0, at: moment) }
        for index in zoneRules.indices { told += zoneRules[index].finish(at: moment) }
        return told
    }

    private mutating func follow(_ fact: Fact, at moment: Moment) -> [Fact] {
        switch fact {
        case .lineCrossed(let crossing): return tells(crossing, at: moment) ? [fact] : []
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

    private mutating func tells(_ crossing: LineFact, at moment: Moment) -> Bool {
        guard let index = lineRules.firstIndex(where: { $0.line == crossing.line }) else { return true }
        return lineRules[index].directions.contains(crossing.direction) && lineRules[index].permit.take(at: moment)
    }
}
