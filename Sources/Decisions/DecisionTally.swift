import Motion

/// What became of everything over many frames: where a camera's candidates went, stage by stage.
package struct DecisionTally: Sendable {
    package private(set) var frames = 0
    package private(set) var gate: [String: Int] = [:]
    package private(set) var looks = 0

    /// By what became of them; of those turned away, by the reason without its numbers.
    package private(set) var candidates: [String: Int] = [:]
    package private(set) var told: [String: Int] = [:]
    package private(set) var withheld: [String: Int] = [:]

    package init() {}

    package mutating func add(_ decision: FrameDecision) {
        frames += 1
        gate[decision.gate?.verdict.reason.rawValue ?? "none", default: 0] += 1
        looks += decision.areas.isEmpty ? 0 : 1
        for candidate in decision.candidates { candidates[candidate.stage, default: 0] += 1 }
        if decision.weakerCandidates > 0 { candidates[Self.tooWeak, default: 0] += decision.weakerCandidates }
        for event in decision.told { told[event.type, default: 0] += 1 }
        for rule in decision.withheld { withheld["\(rule.rule): \(rule.reason)", default: 0] += 1 }
    }

    /// For people, a line a stage.
    package var text: [String] {
        [
            "frames      \(frames): " + Self.list(gate), "looked at   \(looks)", "candidates  " + Self.list(candidates),
            "withheld    " + Self.list(withheld), "told        " + Self.list(told),
        ]
    }

    fileprivate static let tooWeak = "too weak to begin an object"

    private static func list(_ counts: [String: Int]) -> String {
        let rows = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        return rows.isEmpty ? "none" : rows.joined(separator: ", ")
    }
}

extension Candidate {
    /// Where it ended, without numbers.
    fileprivate var stage: String {
        switch fate {
        case .turnedAway(let verdict): "turned away by \(verdict.filter)"
        case .joined: "joined an object"
        case .began: "began an object"
        case .tooWeakToBegin: DecisionTally.tooWeak
        case .repeats: "second looks"
        }
    }
}
