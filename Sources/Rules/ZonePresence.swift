/// Whether one object is in one zone. A change of side counts once it has been seen for a while without interruption, so that
/// an object on the border does not come and go with each shake of its box.
struct ZonePresence: Hashable, Sendable {
    enum Change: Hashable, Sendable {
        case entered(at: Double)
        case left(at: Double, dwelt: Double)
    }

    private(set) var isInside = false
    private var enteredAt = 0.0
    private var otherSideSince: Double?

    /// - Parameter settleAfter: how long the other side has to last, seconds; at least two looks in any case.
    mutating func update(isInside seen: Bool, at seconds: Double, settleAfter: Double) -> Change? {
        guard seen != isInside else {
            otherSideSince = nil
            return nil
        }
        guard let since = otherSideSince else {
            otherSideSince = seconds
            return nil
        }
        guard seconds - since >= settleAfter - 1e-6 else { return nil }
        otherSideSince = nil
        return seen ? enter(at: since) : leave(at: since)
    }

    /// Ends the presence; an object that has not been seen outside for long enough was inside to the end.
    mutating func finish(at seconds: Double) -> Change? {
        isInside ? leave(at: otherSideSince ?? seconds) : nil
    }

    private mutating func enter(at seconds: Double) -> Change {
        isInside = true
        enteredAt = seconds
        return .entered(at: seconds)
    }

    private mutating func leave(at seconds: Double) -> Change {
        isInside = false
        return .left(at: seconds, dwelt: seconds - enteredAt)
    }
}
