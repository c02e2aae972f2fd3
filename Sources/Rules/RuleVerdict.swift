/// What one rule made of one object, or of a zone, at a moment, and the number that decided.
package struct RuleVerdict: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case label(String)
        case score(Double, least: Double)
        case size(Double, allowed: ClosedRange<Double>)
        /// Not yet, or not at all.
        case unmet(Measure)
        /// It would be told of, but not at this time of the week.
        case outsideSchedule(Measure)
        /// It would be told of, but something was told a short while ago.
        case coolingDown(Measure, secondsLeft: Double)
        case told(Measure)
    }

    /// As the configuration has it: `zones.porch.loitering`.
    package let rule: String
    /// nil where it is about a zone as a whole.
    package let object: Int?
    package let outcome: Outcome

    package init(rule: String, object: Int?, outcome: Outcome) {
        self.rule = rule
        self.object = object
        self.outcome = outcome
    }
}

/// A quantity and what it has to reach.
package struct Measure: Hashable, Sendable {
    /// What is measured, in words: `dwell`, `speed`.
    package let name: String
    package let value: Double
    package let limit: Double
    /// `s`, `m/s`; empty for plain numbers.
    package let unit: String

    package init(_ name: String, _ value: Double, of limit: Double, _ unit: String = "") {
        self.name = name
        self.value = value
        self.limit = limit
        self.unit = unit
    }

    /// Times are sums of frame durations: 3 · 0.1 s must count as 0.3 s.
    package var isMet: Bool { value >= limit - 1e-6 }
}

/// Collects verdicts where somebody wants to know; else it costs nothing.
package struct RuleLog: Sendable {
    package var isOn: Bool
    package private(set) var verdicts: [RuleVerdict] = []

    package init(isOn: Bool = false) {
        self.isOn = isOn
    }

    mutating func note(_ verdict: @autoclosure () -> RuleVerdict) {
        if isOn { verdicts.append(verdict()) }
    }

    /// What was collected since the last call.
    package mutating func take() -> [RuleVerdict] {
        defer { verdicts.removeAll(keepingCapacity: true) }
        return verdicts
    }
}
