/// When a rule tells what it sees.
package struct Terms: Hashable, Sendable {
    /// nil for always.
    package var schedule: Schedule?
    /// After it has told something, it tells nothing new for so long, seconds.
    package var coolDown = 0.0

    package init(schedule: Schedule? = nil, coolDown: Double = 0) {
        self.schedule = schedule
        self.coolDown = coolDown
    }
}

/// One rule's memory of when it told something.
///
/// What begins and ends is asked for at its beginning: it is told whole, or not at all.
struct Permit: Hashable, Sendable {
    let terms: Terms
    private var toldAt: Double?

    enum Answer: Hashable {
        case granted
        case outsideSchedule
        case coolingDown(secondsLeft: Double)
    }

    init(_ terms: Terms) {
        self.terms = terms
    }

    /// Whether something may be told now; if so, it counts as told.
    mutating func ask(at moment: Moment) -> Answer {
        guard terms.schedule?.holds(moment.local) ?? true else { return .outsideSchedule }
        // The camera's clock may be set back: a time to come does not silence a rule for years.
        if let toldAt, (0..<terms.coolDown).contains(moment.captured - toldAt) {
            return .coolingDown(secondsLeft: terms.coolDown - (moment.captured - toldAt))
        }
        toldAt = moment.captured
        return .granted
    }

    mutating func take(at moment: Moment) -> Bool { ask(at: moment) == .granted }
}

extension RuleVerdict.Outcome {
    /// Of a measure that is met.
    init(_ answer: Permit.Answer, _ measure: Measure) {
        switch answer {
        case .granted: self = .told(measure)
        case .outsideSchedule: self = .outsideSchedule(measure)
        case .coolingDown(let left): self = .coolingDown(measure, secondsLeft: left)
        }
    }
}
