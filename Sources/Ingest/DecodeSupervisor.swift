/// How on-demand decoding treats one camera.
package struct OnDemandOptions: Hashable, Sendable {
    /// The least share of audited motions that it must see.
    package var recall: Double

    /// Seconds from one look at a keyframe to the next while nothing moves; keyframes further apart are each looked at.
    package var lookEvery: Double

    /// What waits undecoded is bounded by all three: bytes, seconds and packets.
    package var bytes: Int
    package var seconds: Double
    package var packets: Int

    package init(
        recall: Double = 0.98, lookEvery: Double = 20, bytes: Int = 8 << 20, seconds: Double = 30, packets: Int = 4096
    ) {
        self.recall = recall
        self.lookEvery = lookEvery
        self.bytes = bytes
        self.seconds = seconds
        self.packets = packets
    }
}

/// A camera on demand changed the way in which it is decoded.
package struct DecodeChange: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Too many motions would have been missed.
        case recall
        /// Keyframes are too far apart, or too large, for what lies between them to wait undecoded.
        case keyframes
        /// Nothing is left undecoded anyway: something moves all the time, or packets say so.
        case noGain
        /// It was tried again, and holds what it should.
        case recovered
    }

    /// True where it decodes on demand from here on, false for every frame.
    package var isOnDemand: Bool
    package var reason: Reason

    /// Audited motions, as far as they are remembered, and the share of them that was seen; nil where there were none.
    package var motions: Int
    package var recall: Double?

    /// Seconds until it is tried again; nil where it is on demand.
    package var retry: Double?
}

/// Runs a camera's ``DecodeWatch``, audits it, and takes its place where it cannot be trusted.
///
/// | mode | decoded | ends |
/// |---|---|---|
/// | audit, where ``mayAudit`` | everything, the watch running in its shadow | after ``auditSpan`` seconds, at least ``auditKeyframes`` keyframes, and once no motion is undecided; at ``longestAudit`` in any case |
/// | on demand | what the watch says | when an audit is due: after 10 min, twice as long each time it goes well, at most 1 h; or as soon as what looks find, and packets did not tell, says that too much is missed |
/// | every frame | everything, the watch running in its shadow | after 10 min, twice as long each time it falls short again, at most 24 h |
///
/// An audit is due at the beginning of each connection; where it must wait, that begins with a look. Recall below the target,
/// keyframes that do not fit the ring, or nothing that could be left undecoded for some minutes (``BusyShare``), lead to every
/// frame; each change is told once. Until packets have told of three motions, looks come four times as often; twice where an
/// audit is waited for. Pure, as the watch is.
package struct DecodeSupervisor: Sendable {
    package static let auditSpan = 20.0
    package static let auditKeyframes = 3
    package static let longestAudit = 60.0
    package static let (firstPeriod, longestPeriod) = (600.0, 3600.0)
    package static let (firstRetry, longestRetry) = (600.0, 86_400.0)

    private enum Mode: Hashable {
        case audit(since: Double)
        case onDemand(auditAt: Double)
        case everyFrame(until: Double)
    }

    private let options: OnDemandOptions

    /// Whether an audit that is due may begin; it waits until then. See ``AuditTurns``.
    package var mayAudit: Bool

    private var mode: Mode
    private var watch: DecodeWatch
    private var period = Self.firstPeriod
    private var retry = Self.firstRetry
    private var keyframes = 0
    private var busy = BusyShare()

    /// Seconds between keyframes, the longest lately and the open one.
    private var gap = 0.0
    private var sinceKeyframe = 0.0
    private var change: DecodeChange?

    package private(set) var audit = DecodeAudit()

    /// Seconds that were decoded although the watch would have left them.
    package private(set) var auditedSeconds = 0.0

    /// As of the last packet; a new connection goes on from here.
    package private(set) var now: Double

    package init(_ options: OnDemandOptions, at seconds: Double = 0, mayAudit: Bool = true) {
        self.options = options
        self.mayAudit = mayAudit
        now = seconds
        mode = .audit(since: seconds)
        watch = DecodeWatch(lookEvery: options.lookEvery, at: seconds)
        audit.begin(at: seconds, isAwake: true)
        if !mayAudit { resume(at: seconds, auditAt: seconds) }
    }

    package var triggers: Int { watch.triggers }
    package var looks: Int { watch.looks }
    package var lookFinds: Int { watch.lookFinds }

    /// Motions that began in audits, and those among them that were missed.
    package var motions: Int { audit.motions }
    package var missed: Int { audit.missed }

    /// Whether everything is decoded, whatever the watch says.
    package var isDecodingAll: Bool { !isOnDemand }

    private var isOnDemand: Bool { if case .onDemand = mode { true } else { false } }

    /// Whether an audit is due or under way.
    package var wantsAudit: Bool {
        switch mode {
        case .audit: true
        case .onDemand(let due): now >= due
        case .everyFrame: false
        }
    }

    /// A keyframe whose picture the watch wants judged: decoded by itself, or among all others.
    package var wantedLook: Double? { watch.wantedLook }

    /// The change that was made last, once.
    package mutating func takeChange() -> DecodeChange? {
        defer { change = nil }
        return change
    }

    /// The next packet; see ``DecodeWatch/note(_:filled:isCaughtUp:)``.
    package mutating func note(_ packet: PacketNote, filled: Double, isCaughtUp: Bool) -> DecodeOrder {
        let step = max(0, packet.seconds - now)
        now = max(now, packet.seconds)
        measureGap(packet, step: step)
        busy.note(watch.isAwake, seconds: step)
        let order = watch.note(
            packet, filled: isDecodingAll ? 0 : filled, isCaughtUp: isDecodingAll || isCaughtUp)
        if isDecodingAll && !watch.isAwake { auditedSeconds += step }
        if case .wake(let start) = order { audit.open(from: start) }
        follow(order, at: packet.seconds)
        if case .wake = order, !isDecodingAll { audit.wake(at: packet.seconds, looks: nil) }
        let was = mode
        reconsider()
        return outcome(of: order, was: was)
    }

    /// What a look found.
    package mutating func looked(findsMotion: Bool) -> DecodeOrder {
        let (seconds, before) = (watch.wantedLook ?? now, watch.head ?? now)
        let order = watch.looked(findsMotion: findsMotion)
        follow(order, at: seconds)
        guard case .onDemand(let due) = mode else { return .decode }
        if findsMotion { audit.wake(at: seconds, looks: (before, seconds)) }
        guard !findsMotion, mayAudit, seconds >= due else { return order }
        // From this keyframe on, whose picture has just been seen to show nothing.
        beginAudit(at: seconds)
        return .wake(from: seconds)
    }

    /// What the pipeline said of a frame.
    package mutating func hear(_ verdict: FrameVerdict) -> DecodeOrder {
        guard isDecodingAll else {
            let order = watch.hear(verdict)
            follow(order, at: verdict.seconds)
            audit.noteAtWork(verdict)
            return order
        }
        audit.note(verdict)
        // In its shadow, the watch knows only what it would have decoded.
        if verdict.seconds <= watch.head ?? .infinity { _ = watch.hear(verdict) } else { watch.teach(verdict) }
        audit.settle(head: watch.head)
        return .decode
    }

    /// What waits outgrows its bounds: it must be decoded or lost.
    package mutating func overflowed() -> DecodeOrder {
        guard !isDecodingAll else { return .decode }
        let order = watch.wakeUp(at: now)
        follow(order, at: now)
        fallBack(.keyframes)
        return order
    }

    /// Nobody watched for a while, since the box was overloaded. It goes on quietly, with a look at the keyframe that comes, and
    /// is audited later: where all cameras began by decoding everything, the box would be overloaded again.
    package mutating func resume(at seconds: Double) {
        now = max(now, seconds)
        if case .everyFrame = mode { return restart(forgetting: false) }
        resume(at: now, auditAt: now + Self.auditAfterResuming)
    }

    private mutating func resume(at seconds: Double, auditAt due: Double) {
        mode = .onDemand(auditAt: due)
        watch.resume(at: seconds)
        audit.begin(at: seconds, isAwake: false)
        (keyframes, gap, sinceKeyframe) = (0, 0, 0)
    }

    private static let auditAfterResuming = 60.0

    /// A connection begins, or the stream changed so much that what was usual is not any more.
    package mutating func restart(forgetting: Bool) {
        watch.restart(at: now, forgetting: forgetting)
        audit.begin(at: now, isAwake: true)
        (keyframes, gap, sinceKeyframe) = (0, 0, 0)
        if case .everyFrame = mode { return }
        mode = .audit(since: now)
        if !mayAudit { resume(at: now, auditAt: now) }
    }
}

// MARK: - Modes

extension DecodeSupervisor {
    private mutating func follow(_ order: DecodeOrder, at seconds: Double) {
        // Where packets did not wake it, it is awake in time for what begins from now on only.
        if case .wake = order { audit.open(from: seconds) }
        if order == .keep || order == .look { audit.close(at: seconds) }
        audit.settle(head: watch.head)
    }

    private mutating func reconsider() {
        if isProven && !isDecodingAll { retry = Self.firstRetry }
        watch.lookEvery = lookEvery
        switch mode {
        case .audit(let since):
            let passed = now - since
            let isDone = passed >= Self.auditSpan && keyframes >= Self.auditKeyframes && !audit.isOpen
            if isDone || passed >= Self.longestAudit { endAudit() }
        case .onDemand(let due):
            if let recall = audit.recall, recall < options.recall { return fallBack(.recall) }
            if busy.isAll { return fallBack(.noGain) }
            // While awake everything is decoded anyway.
            if mayAudit && now >= due && watch.isAwake { beginAudit(at: now) }
        case .everyFrame(let until):
            if now >= until { tryAgain() }
        }
    }

    private mutating func beginAudit(at seconds: Double) {
        mode = .audit(since: seconds)
        keyframes = 0
        audit.begin(at: seconds, isAwake: watch.isAwake)
    }

    private mutating func endAudit() {
        if let reason = shortfall { return fallBack(reason) }
        begin(auditAfter: period)
        period = min(2 * period, Self.longestPeriod)
    }

    private mutating func tryAgain() {
        if let reason = shortfall {
            mode = .everyFrame(until: now + takeRetry(reason))
            // It is to be measured by what it does from now on.
            audit.forgetOutcomes()
            gap = 0
            return
        }
        period = Self.firstPeriod
        begin(auditAfter: period)
        change = DecodeChange(
            isOnDemand: true, reason: .recovered, motions: audit.remembered, recall: audit.recall, retry: nil)
    }

    private mutating func begin(auditAfter seconds: Double) {
        mode = .onDemand(auditAt: now + seconds)
        // What the shadow left undecoded has been decoded.
        watch.settle(at: now)
    }

    private mutating func fallBack(_ reason: DecodeChange.Reason) {
        let retry = takeRetry(reason)
        mode = .everyFrame(until: now + retry)
        change = DecodeChange(
            isOnDemand: false, reason: reason, motions: audit.remembered, recall: audit.recall, retry: retry)
        audit.forgetOutcomes()
        audit.begin(at: now, isAwake: watch.isAwake)
        gap = 0
    }

    /// Whether packets have told of enough motions to be relied on; until then it is looked four times as often.
    private var isProven: Bool { audit.seen >= Self.proof }

    private static let proof = 3.0

    /// Who waits for the first audit is looked at less often than who has had it: where many wait, the box has enough to do.
    private var lookEvery: Double {
        if isProven { return options.lookEvery }
        return options.lookEvery / (wantsAudit && isOnDemand ? 2 : 4)
    }

    /// How long to wait this time; it grows until packets have proven themselves. A busy hour says nothing of the next.
    private mutating func takeRetry(_ reason: DecodeChange.Reason) -> Double {
        if reason == .noGain { return Self.firstRetry }
        defer { retry = min(2 * retry, Self.longestRetry) }
        return retry
    }

    /// Why it cannot be on demand; nil where it can.
    private var shortfall: DecodeChange.Reason? {
        if max(gap, sinceKeyframe) > options.seconds - Self.margin { return .keyframes }
        if let recall = audit.recall, recall < options.recall { return .recall }
        return busy.isAll ? .noGain : nil
    }

    /// A GOP must leave room in the ring for what comes until its end is known.
    private static let margin = 5.0

    /// A camera that sends nothing while nothing moves has no large GOPs: silence does not count.
    private mutating func measureGap(_ packet: PacketNote, step: Double) {
        sinceKeyframe += min(step, 1)
        guard packet.isKeyframe else { return }
        if keyframes > 0 { gap = max(gap, sinceKeyframe) }
        keyframes += 1
        sinceKeyframe = 0
    }

    /// What the reader does, where the mode may have changed since the watch spoke.
    private func outcome(of order: DecodeOrder, was: Mode) -> DecodeOrder {
        guard !isDecodingAll else { return .decode }
        if case .onDemand = was { return order }
        return watch.isAwake ? .decode : .keep
    }
}
