/// How the events of two runs over the same footage differ: what a change of configuration, model or version would do.
///
/// Events of one kind about the same place are paired in their order, so that the pairs lie as close in time as they can; an
/// event without a partner appeared or vanished.
package struct EventComparison: Sendable {
    package struct Limits: Hashable, Sendable {
        /// Events that lie no further apart are the same, seconds.
        package var tolerance: Double

        /// Events that lie further apart have nothing to do with each other, seconds.
        package var reach: Double

        package init(tolerance: Double = 0.5, reach: Double = 5) {
            self.tolerance = tolerance
            self.reach = max(reach, tolerance)
        }
    }

    package enum Difference: Hashable, Sendable {
        case appeared(ToldEvent)
        case vanished(ToldEvent)
        case moved(from: ToldEvent, to: ToldEvent)

        /// Of the event as it is now, or was.
        package var event: ToldEvent {
            switch self {
            case .appeared(let event), .vanished(let event), .moved(_, let event): event
            }
        }
    }

    /// How many pairs are the same.
    package let same: Int

    /// In the order of time.
    package let differences: [Difference]

    package init(old: [ToldEvent], new: [ToldEvent], limits: Limits = Limits()) {
        let before = Dictionary(grouping: old, by: \.kind)
        let after = Dictionary(grouping: new, by: \.kind)
        var same = 0
        var differences: [Difference] = []
        for kind in Set(before.keys).union(after.keys) {
            let pairing = Pairing(before[kind] ?? [], after[kind] ?? [], reach: limits.reach)
            for (from, to) in pairing.pairs {
                // Times are whole microseconds: what is exactly the tolerance away counts as within.
                if abs(to.seconds - from.seconds) <= limits.tolerance + 1e-6 {
                    same += 1
                } else {
                    differences.append(.moved(from: from, to: to))
                }
            }
            differences += pairing.lonelyOld.map(Difference.vanished) + pairing.lonelyNew.map(Difference.appeared)
        }
        self.same = same
        self.differences = differences.sorted {
            ($0.event.seconds, $0.event.what, $0.event.source) < ($1.event.seconds, $1.event.what, $1.event.source)
        }
    }
}

extension ToldEvent {
    fileprivate struct Kind: Hashable {
        let what: String
        let source: String
    }

    fileprivate var kind: Kind { Kind(what: what, source: source) }
}

/// The cheapest pairing of two sequences of events that keeps both orders: a pair costs the time between the two, an event
/// alone half the reach (Needleman and Wunsch, "A general method applicable to the search for similarities", 1970).
private struct Pairing {
    private(set) var pairs: [(ToldEvent, ToldEvent)] = []
    private(set) var lonelyOld: [ToldEvent] = []
    private(set) var lonelyNew: [ToldEvent] = []

    init(_ old: [ToldEvent], _ new: [ToldEvent], reach: Double) {
        let old = old.sorted { $0.seconds < $1.seconds }
        let new = new.sorted { $0.seconds < $1.seconds }
        let costs = Self.costs(old, new, reach: reach)
        var (row, column) = (0, 0)
        while row < old.count, column < new.count {
            let apart = abs(old[row].seconds - new[column].seconds)
            if apart <= reach, costs[row][column] == costs[row + 1][column + 1] + apart {
                pairs.append((old[row], new[column]))
                row += 1
                column += 1
            } else if costs[row][column] == costs[row + 1][column] + reach / 2 {
                lonelyOld.append(old[row])
                row += 1
            } else {
                lonelyNew.append(new[column])
                column += 1
            }
        }
        lonelyOld += old[row...]
        lonelyNew += new[column...]
    }

    /// What pairing the rests from each (row, column) on costs at least.
    private static func costs(_ old: [ToldEvent], _ new: [ToldEvent], reach: Double) -> [[Double]] {
        let alone = reach / 2
        var costs = Array(repeating: Array(repeating: 0.0, count: new.count + 1), count: old.count + 1)
        for column in new.indices.reversed() { costs[old.count][column] = costs[old.count][column + 1] + alone }
        for row in old.indices.reversed() {
            costs[row][new.count] = costs[row + 1][new.count] + alone
            for column in new.indices.reversed() {
                let apart = abs(old[row].seconds - new[column].seconds)
                let paired = apart <= reach ? costs[row + 1][column + 1] + apart : .infinity
                costs[row][column] = min(
                    paired, costs[row + 1][column] + alone, costs[row][column + 1] + alone)
            }
        }
        return costs
    }
}
