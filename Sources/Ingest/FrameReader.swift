import Clocks
package import Frames
import Overload

/// Packets in, frames out, on the caller's thread: the pull side of a camera or a clip.
///
///     let reader = try FrameReader.open(try SourceURL("clip.mp4"))
///     while let frame = try reader.next() { … }
///
/// Damage is survived: what the demuxer or the decoder cannot make sense of is counted (``StreamCounters/drops``) and
/// left out, and decoding goes on at the next keyframe. Size and format may change from one frame to the next.
package final class FrameReader: MediaReader {
    package private(set) var info: StreamInfo

    /// May be changed between two frames, but for those on demand; decoding resumes at the next keyframe where it must.
    package var policy: DecodePolicy

    let source: SourceURL
    let options: SourceOptions
    let context: ReaderContext
    let format: FormatContext
    let stream: VideoStream
    let packet: Packet
    var decoder: Decoder
    private var scaler: Scaler
    var timeline: Timeline
    private var number = 0
    private var group = 0
    private(set) var hasDelivered = false
    private var errorsInARow = 0
    private var lastDelivery: ContinuousClock.Instant

    /// Of the last packet, in ticks; and the seconds from the one before to it.
    private var packetTicks: Int64?
    private(set) var packetStep = 0.0

    /// When the last packet came.
    private(set) var arrival: Arrival

    private var lag = StreamLag()

    /// How packets are read while nothing is decoded.
    var batches = PacketBatches()

    /// Whether only keyframes are decoded of a stream that is decoded on demand otherwise; see ``Sparing``.
    var isSparing = false

    /// Whether all packets have been read.
    var isDraining = false

    /// Where the stream is decoded on demand.
    let demand: OnDemandDecoding?

    /// Whether the packets that the next one builds upon were left undecoded.
    private var isCutOff = false

    /// Opens a source and reads as much of it as its description takes.
    ///
    /// - Throws: ``MediaError``, by ``SourceOptions/Deadlines/open`` at the latest.
    package static func open(
        _ source: SourceURL, options: SourceOptions = SourceOptions(), context: ReaderContext = ReaderContext()
    ) throws(MediaError) -> FrameReader {
        let format = try FormatContext.open(source, options: options, interrupt: Interrupt(stop: context.stop))
        return try FrameReader(format, source: source, options: options, context: context)
    }

    private init(
        _ format: consuming FormatContext, source: SourceURL, options: SourceOptions, context: ReaderContext
    ) throws(MediaError) {
        stream = try format.videoStream()
        decoder = try Decoder.open(stream, options: options, place: source.redacted, report: context.report)
        packet = try Packet.allocate(at: source.redacted)
        scaler = Scaler(place: source.redacted)
        info = stream.info
        info.decoder = decoder.name
        info.hardware = decoder.hardware
        timeline = Timeline(stream, timing: options.timing)
        lastDelivery = context.clock.now
        policy = options.policy
        demand = OnDemandDecoding(stream, options, context)
        arrival = Arrival(
            instant: context.clock.now, wall: context.clock.wallTime, seconds: demand?.supervisor.now ?? 0)
        self.format = format
        self.source = source
        self.options = options
        self.context = context
    }

    deinit {
        if let demand { demand.control.keep(demand.supervisor) }
    }

    /// - Throws: ``MediaError`` where the peer is silent beyond its deadline, hangs up, or sends nothing decodable.
    package func next() throws(MediaError) -> Frame? {
        while true {
            switch try decoder.receive() {
            case .picture(let picture):
                errorsInARow = 0
                if let frame = try present(picture) { return frame }
            case .error: try decoderFailed()
            case .hungry: try feed()
            case .empty where isDraining: return try end()
            case .empty:
                try empty()
                try feed()
            }
        }
    }

    /// Everything has come out of the decoder. One that is not needed for a while keeps no memory.
    private func empty() throws(MediaError) {
        let isIdle = isSparing || demand?.isResting == true
        guard isIdle, decoder.hardware == nil else { return decoder.flush() }
        decoder = try Decoder.open(stream, hardware: nil, maximumPixels: options.maximumPixels, place: source.redacted)
    }

    private func end() throws(MediaError) -> Frame? {
        if hasDelivered { return nil }
        throw MediaError(.decode, .undecodable, text: "it ended without one picture", place: source.redacted)
    }
}

// MARK: - Packets in

extension FrameReader {
    private func feed() throws(MediaError) {
        beginSparing()
        if demand != nil, !isSparing { return try feedOnDemand() }
        guard try readPacket() else {
            isDraining = true
            return decoder.drain()
        }
        if endSparing() { return try take() }
        try followCodec()
        timeline.note(packet.pts, arrival)
        let isShed = context.sparing.includes(.policy) || isSparing
        let now = isShed ? .keyframes : policy
        switch now.decide(isKeyframe: packet.isKeyframe, isCutOff: isCutOff) {
        case .skip(let cause):
            let isPolicy = cause == .policy && (!isShed || policy == .keyframes)
            context.counters.drops.count(cause == .policy && !isPolicy ? .shed : cause, seconds: packetStep)
            let seconds = packetStep
            if isPolicy { context.counters.count { $0.skippedSeconds += seconds } }
            isCutOff = true
        case .decode:
            isCutOff = false
            try send()
        case .decodeAlone:
            // Without packets to follow, the picture comes out now instead of some keyframes later.
            isCutOff = true
            try send()
            decoder.drain()
        }
    }

    func readPacket() throws(MediaError) -> Bool {
        var failures = 0
        while true {
            let asked = context.clock.now
            do throws(MediaError) {
                guard try format.read(into: packet, from: stream.index) else { return false }
                notePacket(askedFor: asked)
                return true
            } catch  where error.cause == .notMedia && failures < Self.toleratedFailures {
                failures += 1
                context.counters.drops.count(.corruptPacket)
            }
        }
    }

    private func notePacket(askedFor asked: ContinuousClock.Instant) {
        timeline.readClock(packet, startTime: format.startTime)
        measureStep(to: packet.dts ?? packet.pts)
        let bytes = packet.byteCount
        let now = context.clock.now, waited = asked.duration(to: now)
        let kept = batches.note(bytes: bytes, step: packetStep, after: arrival.instant, at: now, waited: waited)
        arrival = Arrival(
            instant: now - kept, wall: context.clock.wallTime.advanced(bySeconds: -(kept / .seconds(1))),
            seconds: arrival.seconds + packetStep)
        let behind = lag.note(waited: waited, at: arrival.instant, seconds: arrival.seconds)
        context.counters.count {
            $0.packets += 1
            $0.bytes += bytes
            $0.secondsBehind = behind
        }
        if packet.isCorrupt { context.counters.drops.count(.corruptPacket) }
    }

    /// What cannot be a step from one picture to the next counts as none.
    private func measureStep(to ticks: Int64?) {
        guard let ticks else { return packetStep = 0 }
        let step = packetTicks.map { Double(ticks &- $0) * stream.secondsPerTick } ?? 0
        packetStep = (0...FrameClock.longestGap).contains(step) ? step : 0
        packetTicks = ticks
    }

    private func send() throws(MediaError) {
        let seconds = packetStep
        context.counters.count { $0.decodedSeconds += seconds }
        decoder.skipsLoopFilter = context.sparing.includes(.loopFilter)
        if !decoder.send(packet) { try decoderFailed() }
        try checkSilence()
    }

    /// Packets that never become pictures are as bad as none.
    func checkSilence() throws(MediaError) {
        let silence = lastDelivery.duration(to: context.clock.now)
        if source.kind != .file && silence > options.deadlines.picture {
            let text = "packets come, but not one of them could be decoded for \(silence.components.seconds) s"
            throw MediaError(.decode, .undecodable, text: text, place: source.redacted)
        }
    }

    /// Hardware that fails at the first picture, or again and again, gives way to software.
    func decoderFailed() throws(MediaError) {
        errorsInARow += 1
        let isFirst = number == 0
        guard let hardware = decoder.hardware, isFirst || errorsInARow == Self.toleratedHardwareErrors else {
            return context.counters.drops.count(.decodeError, seconds: packetStep)
        }
        context.report(.hardwareUnavailable(name: hardware, reason: "it cannot decode this stream"))
        try openSoftwareDecoder()
        if isFirst && packet.byteCount > 0 {
            isCutOff = false
            try send()
        }
    }

    /// A spliced transport stream may go on in another codec.
    private func followCodec() throws(MediaError) {
        if stream.codec != decoder.codec { try openSoftwareDecoder() }
    }

    func openSoftwareDecoder() throws(MediaError) {
        decoder = try Decoder.open(
            stream, hardware: nil, maximumPixels: options.maximumPixels, place: source.redacted)
        info.decoder = decoder.name
        info.hardware = nil
        isCutOff = true
    }

    /// Unreadable stretches of a file are passed over as long as something readable follows.
    private static let toleratedFailures = 100
    private static let toleratedHardwareErrors = 10
}

// MARK: - Pictures out

extension FrameReader {
    /// Nil where the picture is too damaged to show to anyone.
    private func present(_ decoded: Picture) throws(MediaError) -> Frame? {
        number += 1
        group += decoded.isKeyframe ? 1 : 0
        context.counters.count { $0.decoded += 1 }
        guard !decoded.isDamaged, let picture = try readable(decoded), let planes = picture.planes else {
            context.counters.drops.count(.decodeError, seconds: packetStep)
            return nil
        }
        lastDelivery = context.clock.now
        if demand != nil, try !isToBeShown(decoded, planes, owner: picture) { return nil }
        follow(decoded)
        hasDelivered = true
        let arrival = timeline.arrival(of: decoded)
        let time = timeline.time(of: decoded, context: context)
        demand?.offset = arrival.seconds - time.seconds
        return Frame(
            luma: planes.luma, chroma: planes.chroma, colour: decoded.colour, number: number, seconds: time.seconds,
            captured: time.captured, arrived: time.arrived, group: group, clockOffset: timeline.clockOffset,
            owner: picture)
    }

    /// The picture itself where its planes can be read in place, else a converted copy; nil where damage made a format
    /// of it that cannot be converted.
    private func readable(_ decoded: Picture) throws(MediaError) -> Picture? {
        let picture = try decoder.download(decoded)
        if picture.planes != nil { return picture }
        context.counters.count { $0.converted += 1 }
        do throws(MediaError) {
            return try scaler.convert(picture)
        } catch  where error.operation == .convert {
            return nil
        }
    }

    private func follow(_ picture: Picture) {
        let old = info
        (info.width, info.height, info.colour) = (picture.width, picture.height, picture.colour)
        info.pixelFormat = picture.format.name
        if hasDelivered && info != old {
            context.report(.formatChanged(info))
            demand?.restart()
        }
        if !hasDelivered, let hardware = decoder.deviceMissed(by: picture) {
            info.hardware = nil
            context.report(.hardwareUnavailable(name: hardware, reason: "the device does not take this stream"))
        }
    }
}
