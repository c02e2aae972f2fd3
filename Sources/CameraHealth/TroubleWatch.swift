/// One trouble's way from suspicion to certainty and back: a state machine with two limits and two durations, so that what
/// passes is not told and what flickers is told once.
///
/// | state | bad | unsure | good |
/// |---|---|---|---|
/// | clear | suspected | clear | clear |
/// | suspected | present, once it lasted for `after` and was seen three times | suspected | clear |
/// | present | present | present | ending |
/// | ending | present | present | clear, once it lasted for ``release`` and was seen twice |
package struct TroubleWatch {
    package enum Verdict: Sendable {
        /// Beyond the limit.
        case bad

        /// Between the limits, or nothing can be said.
        case unsure

        /// As it should be.
        case good
    }

    package enum Change: Equatable, Sendable {
        case began
        case ended
    }

    private enum State: Sendable {
        case clear
        case suspected(since: Double, looks: Int)
        case present(since: Double)
        case ending(since: Double, from: Double, looks: Int)
    }

    /// Seconds for which all must be well again.
    package static let release = 5.0
    private static let (looksToBegin, looksToEnd) = (3, 2)

    private let after: Double
    private var state = State.clear

    package init(after: Double) {
        self.after = after
    }

    /// When it was first seen, where it is present.
    package var since: Double? {
        switch state {
        case .clear, .suspected: nil
        case .present(let since), .ending(let since, _, _): since
        }
    }

    package mutating func follow(_ verdict: Verdict, at seconds: Double) -> Change? {
        switch (state, verdict) {
        case (.clear, .bad):
            state = .suspected(since: seconds, looks: 1)
        case (.suspected(let since, let looks), .bad):
            guard looks + 1 >= Self.looksToBegin, seconds - since >= after else {
                state = .suspected(since: since, looks: looks + 1)
                return nil
            }
            state = .present(since: since)
            return .began
        case (.suspected, .good):
            state = .clear
        case (.present(let since), .good):
            state = .ending(since: since, from: seconds, looks: 1)
        case (.ending(let since, let from, let looks), .good):
            guard looks + 1 >= Self.looksToEnd, seconds - from >= Self.release else {
                state = .ending(since: since, from: from, looks: looks + 1)
                return nil
            }
            state = .clear
            return .ended
        case (.ending(let since, _, _), _):
            state = .present(since: since)
        case (.clear, _), (.suspected, .unsure), (.present, _):
            break
        }
        return nil
    }

    /// It is over, or no longer looked for.
    package mutating func clear() {
        state = .clear
    }
}
