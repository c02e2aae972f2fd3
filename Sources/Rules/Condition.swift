/// One thing of several that a composed rule waits for: a fact of a zone, a line, a gate or another rule.
package struct Condition: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        case zone(String, State)
        /// nil for either direction.
        case line(String, LineDirection?)
        case gate(String, GateDirection?)
        case rule(String)
    }

    /// What is to be the case in a zone.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// From entering to leaving.
        case inside = "in"
        case entered, left
        /// From started, or occupied, to ended, or emptied.
        case occupied, loitering, crowd
        case wrongWay = "wrong-way"
        case running, speeding
        case leftBehind = "left-behind"
        case takenAway = "taken-away"
    }

    package let place: Place
    /// Which objects it is about; nil for all. What is not about an object, such as a crowd, is not asked for its label.
    package let labels: Set<String>?

    package init(_ place: Place, labels: Set<String>? = nil) {
        self.place = place
        self.labels = labels
    }

    /// What a fact does to a condition.
    enum Effect: Hashable {
        /// It holds from now on, until it ends.
        case begins(ObjectFact?)
        case ends(ObjectFact?)
        /// It holds for a moment.
        case happens(ObjectFact?)

        var object: ObjectFact? {
            switch self {
            case .begins(let object), .ends(let object), .happens(let object): object
            }
        }
    }

    /// nil where the fact is about something else.
    func effect(of fact: Fact) -> Effect? {
        guard let effect = rawEffect(of: fact) else { return nil }
        // By its beginning, not by its end: a car that came may be a van by now.
        if case .ends = effect { return effect }
        guard let labels, let object = effect.object else { return effect }
        return labels.contains(object.label) ? effect : nil
    }

    private func rawEffect(of fact: Fact) -> Effect? {
        switch place {
        case .zone(let zone, let state): state.effect(of: fact, in: zone)
        case .line(let line, let direction):
            if case .lineCrossed(let crossing) = fact, crossing.line == line,
                direction.map({ $0 == crossing.direction }) ?? true
            {
                .happens(crossing.object)
            } else {
                nil
            }
        case .gate(let gate, let direction):
            if case .gatePassed(let passage) = fact, passage.gate == gate,
                direction.map({ $0 == passage.direction }) ?? true
            {
                .happens(passage.object)
            } else {
                nil
            }
        case .rule(let rule):
            if case .ruleMatched(let match) = fact, match.rule == rule {
                .happens(match.object)
            } else {
                nil
            }
        }
    }
}

extension Condition.State {
    fileprivate func effect(of fact: Fact, in zone: String) -> Condition.Effect? {
        switch (self, fact) {
        case (.inside, .zoneEntered(let visit)) where visit.zone == zone: .begins(visit.object)
        case (.inside, .zoneLeft(let visit)) where visit.zone == zone: .ends(visit.object)
        case (.entered, .zoneEntered(let visit)) where visit.zone == zone: .happens(visit.object)
        case (.left, .zoneLeft(let visit)) where visit.zone == zone: .happens(visit.object)
        case (.loitering, .loiteringStarted(let visit)) where visit.zone == zone: .begins(visit.object)
        case (.loitering, .loiteringEnded(let visit)) where visit.zone == zone: .ends(visit.object)
        case (.occupied, .zoneOccupied(let fact)) where fact.zone == zone: .begins(nil)
        case (.occupied, .zoneEmptied(let fact)) where fact.zone == zone: .ends(nil)
        case (.crowd, .crowdStarted(let fact)) where fact.zone == zone: .begins(nil)
        case (.crowd, .crowdEnded(let fact)) where fact.zone == zone: .ends(nil)
        case (.wrongWay, .wrongWay(let visit)) where visit.zone == zone: .happens(visit.object)
        case (.running, .running(let fact)) where fact.visit.zone == zone: .happens(fact.visit.object)
        case (.speeding, .speeding(let fact)) where fact.visit.zone == zone: .happens(fact.visit.object)
        case (.leftBehind, .leftBehind(let thing)) where thing.zone == zone: .happens(nil)
        case (.takenAway, .takenAway(let thing)) where thing.zone == zone: .happens(nil)
        default: nil
        }
    }
}

extension Condition: CustomStringConvertible {
    /// As an event tells it: `zone porch: loitering`.
    package var description: String {
        switch place {
        case .zone(let zone, let state): "zone \(zone): \(state.rawValue)"
        case .line(let line, let direction):
            "line \(line)" + (direction.map { ": \($0.rawValue)" } ?? "")
        case .gate(let gate, let direction):
            "gate \(gate)" + (direction.map { ": \($0.rawValue)" } ?? "")
        case .rule(let rule): "rule \(rule)"
        }
    }
}
