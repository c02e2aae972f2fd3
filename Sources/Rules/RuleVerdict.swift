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
    package enum Detail: Int, Comparable, Sendable {
        case nothing
        /// What would have been told and was not, and what was told.
        case withheld
        /// Also what is not the case, or not yet.
        case everything

        package static func < (one: Detail, other: Detail) -> Bool { one.rawValue < other.rawValue }
    }

    package var detail: Detail
    private var verdicts: [RuleVerdict] = []

    package init(detail: Detail = .nothing) {
        self.detail = detail
    }

    mutating func note(_ outcome: RuleVerdict.Outcome, of rule: @autoclosure () -> String, on object: Int? = nil) {
        guard detail >= outcome.detail else { return }
        verdicts.append(RuleVerdict(rule: rule(), object: object, outcome: outcome))
    }

    /// What was collected since the last call.
    package mutating func take() -> [RuleVerdict] {
        defer { verdicts.removeAll(keepingCapacity: true) }
        return verdicts
    }
}

extension RuleVerdict.Outcome {
    fileprivate var detail: RuleLog.Detail {
        switch self {
        case .unmet, .label: .everything
        case .score, .size, .outsideSchedule, .coolingDown, .told: .withheld
        }
    }
}
