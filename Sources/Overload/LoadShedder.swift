/// Decides how much is given up under overload, and when it is taken back: a state machine without a clock, asked once a
/// second.
///
/// Depth counts the steps (``ShedStep``) that cameras of low priority have taken; those of normal priority are one behind, those
/// of high priority two. It grows by one when a measure has been beyond its ceiling for ``patience`` seconds in a row, and
/// shrinks by one when all measures have been below ``comfort`` of theirs for a while: ``shortestCaution`` seconds at first,
/// twice as long each time that taking a step back proved too early, up to ``longestCaution``. So a load between two depths
/// does not make it swing.
package struct LoadShedder: Sendable {
    /// Seconds beyond a ceiling before the next step, and before a step's effect is judged.
    package static let patience = 5

    /// The share of every ceiling below which there is room again.
    package static let comfort = 0.7

    /// Seconds in comfort before a step is taken back.
    package static let (shortestCaution, longestCaution) = (20, 320)

    /// Seconds after the start, and after a change of the configuration, in which cameras connect and nothing is judged.
    package static let settling = 15

    /// The depth at which everything is given up that can be.
    package static let deepest = ShedStep.allCases.count + (Priority.allCases.map(\.headStart).max() ?? 0)

    package enum Change: Hashable, Sendable {
        /// One step deeper.
        case deeper
        /// One step back.
        case shallower
    }

    package private(set) var depth = 0
    private var budget: Budget
    private var secondsToSettle = Self.settling
    private var secondsOver = 0
    private var secondsComfortable = 0
    private var secondsSinceRelief: Int?
    private var caution = Self.shortestCaution

    package init(_ budget: Budget) {
        self.budget = budget
    }

    /// The steps that a camera takes at the present depth, mildest first.
    package func steps(_ priority: Priority) -> [ShedStep] {
        Array(ShedStep.allCases.prefix(max(0, depth - priority.headStart)))
    }

    /// The configuration changed: cameras may connect anew, and other ceilings may hold.
    package mutating func change(to budget: Budget) {
        self.budget = budget
        secondsToSettle = Self.settling
        (secondsOver, secondsComfortable) = (0, 0)
    }

    /// What the load is, a second after the last call.
    ///
    /// - Returns: what changed, and the measure that is nearest to its ceiling or furthest beyond; nil where all stays.
    package mutating func follow(_ load: Load) -> (change: Change, reading: Budget.Reading?)? {
        if secondsToSettle > 0 {
            secondsToSettle -= 1
            return nil
        }
        secondsSinceRelief = secondsSinceRelief.map { $0 + 1 }
        let reading = budget.tightest(load)
        let share = reading?.share ?? 0
        secondsOver = share > 1 ? secondsOver + 1 : 0
        secondsComfortable = share < Self.comfort ? secondsComfortable + 1 : 0
        if secondsOver >= Self.patience, depth < Self.deepest { return (deepen(), reading) }
        if secondsComfortable >= caution, depth > 0 { return (relieve(), reading) }
        return nil
    }

    private mutating func deepen() -> Change {
        let wasTooEarly = secondsSinceRelief.map { $0 <= 2 * Self.shortestCaution } ?? false
        if wasTooEarly { caution = min(2 * caution, Self.longestCaution) }
        secondsOver = 0
        secondsSinceRelief = nil
        depth += 1
        return .deeper
    }

    private mutating func relieve() -> Change {
        secondsComfortable = 0
        secondsSinceRelief = 0
        depth -= 1
        return .shallower
    }
}
