import Events
import Status

/// A comparison for machines.
struct ComparisonReport: Encodable {
    struct Row: Encodable {
        let change: String
        let what: String
        let source: String
        let seconds: Double

        /// Where it was before; of what moved.
        let before: Double?
    }

    let same: Int
    let differences: [Row]

    init(_ comparison: EventComparison) {
        same = comparison.same
        differences = comparison.differences.map { difference in
            let event = difference.event
            var before: Double?
            if case .moved(let from, _) = difference { before = from.seconds }
            return Row(
                change: difference.name, what: event.what, source: event.source, seconds: event.seconds, before: before)
        }
    }
}

extension EventComparison {
    /// For people: a line a difference, and a last one that sums up.
    var text: String {
        let lines = differences.map { difference in
            let event = difference.event
            let moved =
                if case .moved(let from, let to) = difference { later(to.seconds - from.seconds) } else { "" }
            return "\(difference.mark) \(timeOfDay(event.seconds))  \(event.what)\(moved)"
        }
        let counts = ["appeared", "vanished", "moved"].map { name in
            "\(differences.count { $0.name == name }) \(name)"
        }
        return (lines + [counts.joined(separator: ", ") + "; \(same) the same"]).joined(separator: "\n")
    }

    private func later(_ seconds: Double) -> String {
        "  (\(decimal(abs(seconds), 2)) s \(seconds > 0 ? "later" : "earlier"))"
    }
}

extension EventComparison.Difference {
    fileprivate var name: String {
        switch self {
        case .appeared: "appeared"
        case .vanished: "vanished"
        case .moved: "moved"
        }
    }

    fileprivate var mark: String {
        switch self {
        case .appeared: "+"
        case .vanished: "-"
        case .moved: "~"
        }
    }
}
