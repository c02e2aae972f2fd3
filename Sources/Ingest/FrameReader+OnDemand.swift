import Frames
import Overload

/// What a reader keeps while its stream is decoded on demand: the decisions are the ``DecodeSupervisor``'s, the packets
/// wait here.
///
/// A class, since a packet must not cost a copy of all that; it belongs to one reader.
final class OnDemandDecoding {
    enum Look {
        case none
        /// The decoder is being emptied for it.
        case ordered(StoredPacket)
        /// The keyframe is the only thing in the decoder.
        case decoding
    }

    let control: OnDemandControl
    let judge: any FrameJudge
    var supervisor: DecodeSupervisor
    var backlog: PacketBacklog<StoredPacket>
    var look = Look.none

    /// Whether what waits is to be decoded now.
    var isDue = true

    /// What comes next does not follow upon what the decoder has: it is emptied first.
    var mustDrain = false

    /// Whether the judge has seen a picture.
    var hasSeeded = false

    /// The stream ended while something was waiting.
    var isAtEnd = false

    /// A picture's decoding time less its frame's seconds.
    var offset = 0.0

    /// The timestamp of the picture that was shown when it was looked at; it is decoded again where decoding goes on there.
    var shown: Int64?

    /// Seconds from one packet to the next, smoothed.
    var pace = 0.04

    private let pixelRate: Double
    private var turn: AuditTurns.Turn?

    /// Whether nothing is decoded until something wakes it, or a look is due.
    var isResting: Bool {
        if case .none = look { !isDue } else { false }
    }

    /// Nil where the stream is not, or need not be, decoded on demand.
    init?(_ stream: VideoStream, _ options: SourceOptions, _ context: ReaderContext) {
        guard let control = context.onDemand else { return nil }
        switch options.policy {
        case .onDemand: break
        case .auto where options.hardware == nil && !stream.isIntraOnly: break
        default: return nil
        }
        self.control = control
        pixelRate = stream.info.pixelRate
        turn = control.turns.take(pixelRate: pixelRate)
        judge = control.judge()
        supervisor = control.supervisor(mayAudit: turn != nil)
        let bounds = control.options
        backlog = PacketBacklog(bytes: bounds.bytes, seconds: bounds.seconds, packets: bounds.packets)
    }

    /// Waits for a turn while an audit is due, and gives it back afterwards.
    func queueForAudit() {
        turn = supervisor.wantsAudit ? turn ?? control.turns.take(pixelRate: pixelRate) : nil
        supervisor.mayAudit = turn != nil
    }

    /// The pictures are others from here on.
    func restart() {
        supervisor.restart(forgetting: true)
        isDue = true
    }
}

// MARK: - Packets in

extension FrameReader {
    /// Sends the decoder its next packet, however many are read and kept before.
    func feedOnDemand() throws(MediaError) {
        switch demand?.look {
        case .ordered(let packet):
            demand?.look = .decoding
            try decode(packet, isLook: true)
            return decoder.drain()
        case .decoding:
            // No picture came of it.
            finishLook(findsMotion: true)
        default: break
        }
        while true {
            if demand?.mustDrain == true {
                demand?.mustDrain = false
                return decoder.drain()
            }
            if let packet = popDue() {
                count(decoded: packet)
                try decode(packet)
                return try readAhead()
            }
            restBetweenBatches()
            guard demand?.isAtEnd == false, try readPacket() else {
                giveUp(demand?.backlog.skip(to: .infinity) ?? [])
                isDraining = true
                return decoder.drain()
            }
            try take()
            if case .ordered = demand?.look { return decoder.drain() }
        }
    }

    package var isCatchingUp: Bool {
        guard let demand else { return false }
        return demand.isDue && !demand.backlog.isEmpty
    }

    /// Reads a packet where one must have come by now, so that the network's buffers do not run over while a burst is
    /// decoded.
    package func readAhead() throws(MediaError) {
        guard let demand, isCatchingUp, !demand.isAtEnd, source.kind != .file else { return }
        guard arrival.instant.duration(to: context.clock.now) / .seconds(1) >= demand.pace else { return }
        if try readPacket() { try take() } else { demand.isAtEnd = true }
    }

    /// Where packets wait in a TCP connection, they may as well do so for a while.
    private func restBetweenBatches() {
        guard demand?.isResting == true, source.kind == .rtsp, options.transport == .tcp,
            let pause = batches.pause()
        else { return }
        _ = context.clock.wait(for: pause, stop: context.stop)
    }

    private func popDue() -> StoredPacket? {
        guard demand?.isDue == true else { return nil }
        return demand?.backlog.popFirst()
    }

    /// - Parameter isLook: whether it is only to be seen whether something moves: what a deblocking filter does is lost on the
    ///   gate's small pictures, and a quarter of the work.
    private func decode(_ packet: StoredPacket, isLook: Bool = false) throws(MediaError) {
        timeline.note(packet.pts, packet.arrival)
        decoder.skipsLoopFilter = isLook || context.sparing.includes(.loopFilter)
        if !decoder.send(packet) { try decoderFailed() }
        try checkSilence()
    }

    /// Takes the packet that was read: it waits, and the supervisor says what for.
    func take() throws(MediaError) {
        if stream.codec != decoder.codec { try changeCodec() }
        let kept = StoredPacket(sharing: packet, of: stream, arrival: arrival, step: packetStep)
        guard let stored = kept, let demand else { return }
        demand.pace += (min(max(packetStep, 0.01), 0.2) - demand.pace) / 16
        for verdict in demand.control.feedback.take() {
            var verdict = verdict
            verdict.seconds += demand.offset
            follow(demand.supervisor.hear(verdict), demand)
        }
        demand.queueForAudit()
        let note = PacketNote(seconds: stored.seconds, bytes: packet.byteCount, kind: stored.kind)
        let order = demand.supervisor.note(
            note, filled: demand.backlog.filled, isCaughtUp: demand.isDue && demand.backlog.isEmpty)
        demand.backlog.append(stored)
        if order == .look { demand.look = .ordered(stored) }
        follow(order, demand)
        bound(demand)
        report(demand, stored.kind)
    }

    private func follow(_ order: DecodeOrder, _ demand: OnDemandDecoding) {
        switch order {
        case .decode: demand.isDue = true
        case .keep, .look: demand.isDue = false
        case .wake(let start):
            let skipped = demand.backlog.skip(to: start)
            giveUp(skipped)
            demand.mustDrain = demand.mustDrain || !skipped.isEmpty
            demand.isDue = true
        }
    }

    /// Nothing makes what waits grow beyond its bounds: it is decoded before, and lost where even that takes too long.
    private func bound(_ demand: OnDemandDecoding) {
        if demand.backlog.filled > Self.fullShare && !demand.isDue {
            if case .ordered = demand.look { return }
            follow(demand.supervisor.overflowed(), demand)
        }
        let lost = demand.backlog.shrink()
        guard !lost.isEmpty else { return }
        demand.mustDrain = true
        context.counters.drops.count(.packetRingFull, lost.count, seconds: lost.reduce(0) { $0 + $1.step })
    }

    private static let fullShare = 0.9

    /// While the box is overloaded, only keyframes are decoded: nothing waits any more, and nobody watches.
    func beginSparing() {
        guard let demand, !isSparing, context.sparing.includes(.policy), case .none = demand.look else { return }
        isSparing = true
        let given = self.demand?.backlog.skip(to: .infinity) ?? []
        context.counters.drops.count(.shed, given.count, seconds: given.reduce(0) { $0 + $1.step })
        self.demand?.isDue = true
    }

    /// Whether that is over, and the packet that was read, a keyframe, is the first that waits again.
    func endSparing() -> Bool {
        guard isSparing, packet.isKeyframe, !context.sparing.includes(.policy) else { return false }
        isSparing = false
        demand?.supervisor.resume(at: arrival.seconds)
        return true
    }

    /// What waits is of the old codec, and the decoder with it.
    private func changeCodec() throws(MediaError) {
        giveUp(demand?.backlog.skip(to: .infinity) ?? [])
        try openSoftwareDecoder()
        demand?.restart()
    }
}

// MARK: - Pictures out

extension FrameReader {
    /// Judges a picture that is looked at; false where it is not shown, or not yet.
    func isToBeShown(
        _ decoded: Picture, _ planes: (luma: Plane, chroma: (u: Plane, v: Plane)?), owner: Picture
    ) throws(MediaError) -> Bool {
        guard let demand else { return true }
        if let shown = demand.shown, decoded.timestamp == shown {
            demand.shown = nil
            return false
        }
        let arrival = timeline.arrival(of: decoded)
        // In the stream's own time: the frame's is not to be told before it is shown.
        let frame = Frame(
            luma: planes.luma, chroma: planes.chroma, colour: decoded.colour, number: 0, seconds: arrival.seconds,
            captured: arrival.wall, arrived: arrival.instant, owner: owner)
        guard case .decoding = demand.look else {
            if demand.supervisor.wantedLook == arrival.seconds { judge(frame) }
            // What later pictures are compared with.
            if !demand.hasSeeded || isSparing { seed(with: frame) }
            return true
        }
        let isOther = hasDelivered && (info.width != decoded.width || info.height != decoded.height)
        let findsMotion = demand.judge.findsMotion(in: frame)
        finishLook(findsMotion: findsMotion || isOther)
        guard !findsMotion && !isOther else { return false }
        demand.shown = decoded.timestamp
        return true
    }

    /// A look of the watch that runs in the shadow of an audit.
    private func judge(_ frame: Frame) {
        guard let findsMotion = demand?.judge.findsMotion(in: frame) else { return }
        _ = demand?.supervisor.looked(findsMotion: findsMotion)
    }

    private func seed(with frame: Frame) {
        _ = demand?.judge.findsMotion(in: frame)
        demand?.hasSeeded = true
    }

    private func finishLook(findsMotion: Bool) {
        guard let demand else { return }
        demand.look = .none
        let look = demand.supervisor.wantedLook
        follow(demand.supervisor.looked(findsMotion: findsMotion), demand)
        // What came before a picture on which nothing is to be seen is not needed any more.
        if !findsMotion, let look { giveUp(demand.backlog.skip(to: look)) }
        report(demand)
    }
}

// MARK: - Accounts

extension FrameReader {
    private func count(decoded packet: StoredPacket) {
        context.counters.count { $0.decodedSeconds += packet.step }
    }

    private func giveUp(_ packets: [StoredPacket]) {
        guard !packets.isEmpty else { return }
        let seconds = packets.reduce(0) { $0 + $1.step }
        context.counters.drops.count(.policy, packets.count, seconds: seconds)
        context.counters.count { $0.skippedSeconds += seconds }
    }

    /// - Parameter kind: the packet's that was just taken.
    private func report(_ demand: OnDemandDecoding, _ kind: PacketKind? = nil) {
        let (triggers, looks) = (demand.supervisor.triggers, demand.supervisor.looks)
        let (finds, audited) = (demand.supervisor.lookFinds, demand.supervisor.auditedSeconds)
        let (motions, missed) = (demand.supervisor.motions, demand.supervisor.missed)
        context.counters.count { counts in
            (counts.triggers, counts.sentinels, counts.sentinelFinds) = (triggers, looks, finds)
            (counts.auditedSeconds, counts.auditedMotions, counts.missedMotions) = (audited, motions, missed)
            if kind == .keyframe { counts.keyframes += 1 }
            if kind == .disposable { counts.disposables += 1 }
        }
        if let change = demand.supervisor.takeChange() { context.report(.decodeChanged(change)) }
    }
}
