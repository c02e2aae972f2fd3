/// What the pipeline said of a frame that it was shown.
package struct FrameVerdict: Hashable, Sendable {
    /// The frame's.
    package var seconds: Double

    /// The motion gate sees something move.
    package var isMoving: Bool

    /// An object is being followed that does not rest: its next frames are wanted whatever moves.
    package var isFollowing: Bool

    package init(seconds: Double, isMoving: Bool, isFollowing: Bool = false) {
        self.seconds = seconds
        self.isMoving = isMoving
        self.isFollowing = isFollowing
    }
}

/// What is to be done with a camera's packets.
package enum DecodeOrder: Hashable, Sendable {
    /// Decode all that waits, and what comes.
    case decode

    /// Leave what comes undecoded.
    case keep

    /// Decode this keyframe by itself, and say what is seen on it.
    case look

    /// Decode what waits from this moment on, and what comes; what lies before it is given up.
    case wake(from: Double)
}

/// Decides packet by packet whether a camera's stream is decoded: quiet until something seems to move, awake until nothing
/// has moved, and no object was followed, for a while.
///
/// Three things wake it: packets that are larger than usual (``PacketGate``), a look at a keyframe, due every `lookEvery`
/// seconds, and a verdict of the pipeline on a frame that it was shown. What came since the last look, which found nothing,
/// is kept undecoded; waking decodes it from the newest keyframe at least ``lead`` before the packet that woke, or from the
/// last look on where a look woke it.
///
/// Pure: it knows packets' sizes, times and verdicts, no decoder and no clock.
package struct DecodeWatch: Sendable {
    /// Seconds for which nothing must have moved before it goes quiet: longer than a motion's pause, which is told as its end.
    package static let hold = 4.0

    /// Seconds before a packet that woke it which are decoded in any case: motion begins small.
    package static let lead = 1.0

    /// Seconds after a motion before what comes counts as usual; and for which a picture may be on its way.
    private static let settling = 1.0

    /// Verdicts come late where the machine is busy; after so many seconds without one, nobody waits for it.
    private static let patience = 10.0

    /// Where the ring would be fuller than this at the next keyframe, this one is looked at, so that what is before it can go.
    private static let fullShare = 0.85

    private enum State: Hashable {
        case awake(since: Double)
        /// - Parameter head: the first packet that was not decoded; all before it are settled.
        case quiet(head: Double)
        /// A look was ordered at this keyframe.
        case looking(head: Double, at: Double)
    }

    /// Seconds from one look to the next, at the least.
    package var lookEvery: Double

    private var state: State
    private var gate = PacketGate()
    private var lastLook: Double
    private var lastBusy: Double
    private var lastMotion = -Double.infinity
    private var lastVerdict = -Double.infinity
    private var isSuspicious = false

    /// Keyframes since the head.
    private var keyframes: [Double] = []

    /// How full the ring was at the last keyframe since the head.
    private var filledBefore = 0.0

    /// Wakings by what woke it.
    package private(set) var triggers = 0
    package private(set) var looks = 0
    package private(set) var lookFinds = 0

    /// - Parameter lookEvery: seconds from one look to the next, at the least.
    package init(lookEvery: Double, at seconds: Double) {
        self.lookEvery = lookEvery
        state = .awake(since: seconds)
        lastLook = seconds
        lastBusy = seconds
    }

    package var isAwake: Bool { if case .awake = state { true } else { false } }

    /// Before this moment all is decoded or given up for good; nil while awake.
    package var head: Double? {
        switch state {
        case .awake: nil
        case .quiet(let head), .looking(let head, _): head
        }
    }

    /// The keyframe that is to be looked at; nil where none is.
    package var wantedLook: Double? { if case .looking(_, let seconds) = state { seconds } else { nil } }

    /// The next packet.
    ///
    /// - Parameters:
    ///   - filled: how much of the ring that holds what waits is taken, 0 to 1.
    ///   - isCaughtUp: nothing waits to be decoded.
    package mutating func note(_ packet: PacketNote, filled: Double, isCaughtUp: Bool) -> DecodeOrder {
        let isBusy = gate.note(packet)
        switch state {
        case .awake(let since):
            guard isCaughtUp, isOver(at: packet.seconds, since: since) else { return .decode }
            rest(from: packet)
            return .keep
        case .looking(let head, let look):
            // No picture came of it.
            return packet.seconds - look > Self.settling ? wake(from: head, at: packet.seconds) : .keep
        case .quiet(let head):
            if packet.isKeyframe { keyframes.append(packet.seconds) }
            isSuspicious = isSuspicious || gate.measure >= PacketGate.suspicion
            if isBusy {
                triggers += 1
                gate.forget(before: .infinity)
                lastMotion = packet.seconds
                return wake(from: start(before: packet.seconds) ?? head, at: packet.seconds)
            }
            guard packet.isKeyframe, packet.seconds > head else { return .keep }
            let filledNext = 2 * filled - filledBefore
            filledBefore = filled
            let isDue = packet.seconds - lastLook >= lookEvery || isSuspicious || filledNext >= Self.fullShare
            guard isDue else { return .keep }
            looks += 1
            state = .looking(head: head, at: packet.seconds)
            return .look
        }
    }

    /// What the look that was ordered found.
    package mutating func looked(findsMotion: Bool) -> DecodeOrder {
        guard case .looking(let head, let seconds) = state else { return isAwake ? .decode : .keep }
        lastLook = seconds
        if findsMotion {
            lookFinds += 1
            gate.forget(before: seconds)
            return wake(from: head, at: seconds)
        }
        gate.learn(before: seconds)
        state = .quiet(head: seconds)
        (keyframes, filledBefore) = ([], 0)
        isSuspicious = false
        return .keep
    }

    /// What the pipeline said of a frame.
    package mutating func hear(_ verdict: FrameVerdict) -> DecodeOrder {
        teach(verdict)
        lastVerdict = max(lastVerdict, verdict.seconds)
        guard verdict.isMoving || verdict.isFollowing else { return isAwake ? .decode : .keep }
        lastBusy = max(lastBusy, verdict.seconds)
        guard let head else { return .decode }
        return wake(from: head, at: verdict.seconds)
    }

    /// Learns from a frame what is usual, and nothing else.
    package mutating func teach(_ verdict: FrameVerdict) {
        if verdict.isMoving {
            gate.forget(before: verdict.seconds)
            lastMotion = max(lastMotion, verdict.seconds)
        } else if verdict.seconds > lastMotion + Self.settling {
            gate.learn(before: verdict.seconds)
        }
    }

    /// Decodes all that waits, whatever it is: there is no more room for it.
    package mutating func wakeUp(at seconds: Double) -> DecodeOrder {
        head.map { wake(from: $0, at: seconds) } ?? .decode
    }

    /// The stream begins anew: what was usual may still be.
    package mutating func restart(at seconds: Double, forgetting: Bool) {
        if forgetting { gate = PacketGate() } else { gate.restart() }
        state = .awake(since: seconds)
        (lastLook, lastBusy, keyframes, isSuspicious) = (seconds, seconds, [], false)
    }

    /// Nobody watched until this moment, and nothing is known to move: the keyframe that comes is looked at.
    package mutating func resume(at seconds: Double) {
        restart(at: seconds, forgetting: false)
        state = .quiet(head: -.infinity)
        lastLook = -.infinity
        filledBefore = 0
    }

    /// What was left undecoded until this moment has been decoded all the same.
    package mutating func settle(at seconds: Double) {
        guard head != nil else { return }
        state = .quiet(head: seconds)
        (keyframes, filledBefore) = ([], 0)
    }

    private func isOver(at seconds: Double, since: Double) -> Bool {
        guard seconds - max(lastBusy, since) >= Self.hold else { return false }
        return lastVerdict >= since || seconds - since >= Self.patience
    }

    private mutating func rest(from packet: PacketNote) {
        state = .quiet(head: packet.seconds)
        lastLook = packet.seconds
        keyframes = packet.isKeyframe ? [packet.seconds] : []
        filledBefore = 0
        isSuspicious = false
    }

    private mutating func wake(from start: Double, at seconds: Double) -> DecodeOrder {
        state = .awake(since: seconds)
        lastBusy = max(lastBusy, seconds)
        keyframes = []
        return .wake(from: start)
    }

    /// The newest keyframe that is early enough.
    private func start(before seconds: Double) -> Double? {
        keyframes.last { $0 <= seconds - Self.lead }
    }
}
