/// Counts what a decode policy misses: motions that the frame-domain gate sees begin, and those among them that begin where
/// the policy does not decode.
///
/// A motion begins with the first of two moving frames within a second, after ``pause`` seconds without any. It is seen
/// where packets told of it in time: where what is decoded, at once or from what was kept, begins at most ``tolerance``
/// after it. One that a look found later was told of from its beginning, but late; that is a miss here.
///
/// While everything is decoded, that is counted. While the policy is at work, it is estimated from what was found (Horvitz
/// and Thompson, 1952): a motion of `d` seconds that no packet told of is found by looks every `l` seconds with a
/// probability of `p = d/l`, so each that was found stands for `1/p` that were missed or late. What packets told of stands
/// for itself.
///
/// The recall is taken over the last ``memory`` motions.
package struct DecodeAudit: Sendable {
    /// As long as a motion's pause is where motions are told of as events.
    package static let pause = 3.0
    package static let tolerance = 1.0
    package static let memory = 50

    private var outcomes: [(seen: Double, missed: Double)] = []
    private var undecided: [Double] = []
    private var candidate: Double?
    private var lastMoving = -Double.infinity

    /// Stretches that the policy decodes; the last one is open where it is awake.
    private var decoded: [(from: Double, to: Double)] = []

    /// What woke the policy at work, until the motion that it was about is over.
    private var waking: Waking?

    private struct Waking {
        /// The look that woke it, and the one before; nil where packets did.
        var looks: (from: Double, to: Double)?
        var at: Double
        var began: Double?
        var lastMoving: Double?
    }

    package private(set) var motions = 0
    package private(set) var missed = 0

    package init() {}

    /// Of the remembered motions; nil where there was none.
    package var recall: Double? {
        outcomes.isEmpty ? nil : seen / outcomes.reduce(seen) { $0 + $1.missed }
    }

    /// How many motions the recall is taken over.
    package var remembered: Int { outcomes.count }

    /// Whether the policy is yet to decide about a motion that was seen.
    package var isOpen: Bool { !undecided.isEmpty || candidate != nil }

    /// How many motions of those were seen.
    package var seen: Double { outcomes.reduce(0) { $0 + $1.seen } }

    /// The policy decodes from this moment on.
    package mutating func open(from seconds: Double) {
        if decoded.last?.to != .infinity { decoded.append((seconds, .infinity)) }
    }

    /// The policy leaves what comes undecoded.
    package mutating func close(at seconds: Double) {
        guard let last = decoded.indices.last, decoded[last].to == .infinity else { return }
        decoded[last].to = seconds
    }

    /// What the frame-domain gate said of a frame.
    package mutating func note(_ verdict: FrameVerdict) {
        if let begun = candidate, verdict.seconds - begun > 1 { candidate = nil }
        guard verdict.isMoving else { return }
        if let begun = candidate {
            undecided.append(begun)
            candidate = nil
        } else if verdict.seconds - lastMoving >= Self.pause {
            candidate = verdict.seconds
        }
        lastMoving = max(lastMoving, verdict.seconds)
    }

    /// Decides about the motions that began before the policy's mind was made up.
    ///
    /// - Parameter head: before this moment the policy has decoded or given up everything; nil where it is awake.
    package mutating func settle(head: Double?) {
        for begun in undecided {
            let isSeen = decoded.contains { $0.from <= begun + Self.tolerance && $0.to >= begun }
            guard isSeen || (head ?? .infinity) > begun + Self.tolerance else { continue }
            enter(isSeen)
            undecided.removeAll { $0 == begun }
        }
        guard undecided.isEmpty, decoded.count > 16 else { return }
        decoded.removeFirst(decoded.count - 8)
    }

    /// Begins to look. What moves already at this moment did not begin to.
    ///
    /// - Parameter isAwake: whether the policy decodes.
    package mutating func begin(at seconds: Double, isAwake: Bool) {
        (undecided, candidate, lastMoving, decoded) = ([], nil, isAwake ? seconds : -.infinity, [])
        waking = nil
        if isAwake { open(from: seconds) }
    }

    /// At work, the policy woke.
    ///
    /// - Parameter looks: the look that woke it and the one before; nil where packets did.
    package mutating func wake(at seconds: Double, looks: (from: Double, to: Double)?) {
        waking = Waking(looks: looks, at: seconds)
    }

    /// At work, what the frame-domain gate said of a frame.
    package mutating func noteAtWork(_ verdict: FrameVerdict) {
        guard var waking else { return }
        if verdict.isMoving {
            waking.began = waking.began ?? verdict.seconds
            waking.lastMoving = verdict.seconds
            self.waking = waking
        } else if verdict.seconds - (waking.lastMoving ?? waking.at) >= Self.pause {
            self.waking = nil
            estimate(waking)
        }
    }

    private mutating func estimate(_ waking: Waking) {
        guard let began = waking.began, let last = waking.lastMoving else { return }
        guard let looks = waking.looks else { return remember(seen: 1, missed: 0) }
        // What had only just begun, packets might have told of a moment later.
        guard looks.to - began >= Self.tolerance else { return }
        let length = max(last - began, Self.tolerance)
        remember(seen: 0, missed: max(1, (looks.to - looks.from) / length))
    }

    /// Forgets the outcomes, not the totals: they were of other circumstances.
    package mutating func forgetOutcomes() { outcomes = [] }

    private mutating func enter(_ isSeen: Bool) {
        motions += 1
        if !isSeen { missed += 1 }
        remember(seen: isSeen ? 1 : 0, missed: isSeen ? 0 : 1)
    }

    private mutating func remember(seen: Double, missed: Double) {
        outcomes.append((seen, missed))
        if outcomes.count > Self.memory { outcomes.removeFirst() }
    }
}
