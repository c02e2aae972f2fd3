package import Frames
package import Overload
package import Threads

/// One camera's life on a thread of its own: connect, push frames into the ring, lose the connection, wait, again.
///
/// A file stands in for a camera: it plays at its own pace, and begins again as a camera that was switched off and on.
///
/// Memory a camera: the ring's frames (see ``FrameRing``), the decoder's own pictures (up to 17 for H.264 and H.265,
/// commonly 3 to 6), the packets that wait undecoded (see ``PacketBacklog``), and about 2 MB for connection and codec.
package final class Camera: Sendable {
    /// What happens when a recording ends.
    package enum AfterEnd: Hashable, Sendable { case restart, stop }

    package let name: String
    package let source: SourceURL
    package let ring: FrameRing
    package let counters: StreamCounters

    private let options: SourceOptions
    private let framesPerSecond: Double?
    private let afterEnd: AfterEnd
    private let opener: any MediaOpener
    private let onDemand: OnDemandControl?
    private let sparing: Sparing
    private let clock: any IngestClock
    private let jitter: @Sendable () -> Double
    private let report: @Sendable (IngestEvent) -> Void
    private let token = StopToken()

    /// - Parameters:
    ///   - framesPerSecond: at most so many go into the ring, the others count as ``DropCause/rate``; nil for all.
    ///   - ring: where frames go; it should count its drops in `counters.drops`.
    ///   - onDemand: for the policies that need it; one camera's alone.
    ///   - sparing: what is given up while the box is overloaded.
    ///   - report: called on the camera's thread as things happen; it must not block.
    package init(
        name: String, source: SourceURL, options: SourceOptions = SourceOptions(), framesPerSecond: Double? = nil,
        afterEnd: AfterEnd = .restart, ring: FrameRing, counters: StreamCounters = StreamCounters(),
        onDemand: OnDemandControl? = nil, sparing: Sparing = Sparing(),
        opener: any MediaOpener = FFmpegOpener(),
        clock: any IngestClock = SystemClock(), jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        report: @escaping @Sendable (IngestEvent) -> Void
    ) {
        self.name = name
        self.source = source
        self.options = options
        self.framesPerSecond = framesPerSecond
        self.afterEnd = afterEnd
        self.ring = ring
        self.counters = counters
        self.opener = opener
        self.onDemand = onDemand
        self.sparing = sparing
        self.clock = clock
        self.jitter = jitter
        self.report = report
    }

    /// Runs on a new thread until ``stop()``.
    package func start() -> BlockingThread {
        BlockingThread(name: name) { self.run() }
    }

    /// Ends ``run()``, whatever it is doing; may be called from any thread, also before it began.
    package func stop() {
        token.stop()
    }

    /// Blocks until ``stop()``, or until a recording has ended that shall not begin again.
    package func run() {
        var reconnect = Reconnect(jitter: jitter)
        var action = token.isStopped ? reconnect.stop() : reconnect.start()
        while true {
            switch action {
            case .connect: action = attempt(&reconnect)
            case .wait(let duration):
                action = clock.wait(for: duration, stop: token) ? reconnect.stop() : reconnect.waited()
            case .stop: return
            }
        }
    }

    /// One connection, reported from its beginning to its end.
    private func attempt(_ reconnect: inout Reconnect) -> Reconnect.Action {
        report(.connecting(attempt: reconnect.failures + 1))
        let loss: MediaError
        do throws(MediaError) {
            try runOnce { reconnect.connected(at: clock.now) }
            if isRecording && afterEnd == .stop {
                report(.ended)
                return reconnect.stop()
            }
            loss = MediaError(.read, .ended, text: "the stream ended", place: source.redacted)
        } catch {
            loss = error
        }
        let action = reconnect.lost(loss.cause, at: clock.now)
        report(.offline(loss, retry: action.wait))
        return action
    }

    /// One connection: returns at the stream's end.
    ///
    /// - Parameter connected: called once, before the first frame is pushed.
    /// - Throws: ``MediaError`` for every other end, ``stop()`` among them.
    package func runOnce(connected: () -> Void = {}) throws(MediaError) {
        counters.count { counts in
            counts.connections += 1
            counts.secondsBehind = 0
        }
        defer { counters.count { $0.secondsBehind = 0 } }
        let context = ReaderContext(
            stop: token, counters: counters, clock: clock, onDemand: onDemand, sparing: sparing, report: report)
        let reader = try opener.open(source, options: options, context: context)
        guard var frame = try reader.next() else { return }
        let start = clock.now
        var sampler = framesPerSecond.map { FrameSampler(fps: $0) }
        var isOther = false
        var burst = Burst()
        let isPaced = isRecording || source.kind == .http && reader.info.seconds != nil
        connected()
        report(.online(reader.info))
        while true {
            if isPaced { try keepPace(frame, since: start) }
            if !(sampler?.isDue(at: frame.seconds) ?? true) {
                counters.drops.count(.rate)
            } else if isSpared(&isOther) {
                counters.drops.count(.shed)
            } else {
                try waitForRoom(in: &burst, reader)
                ring.push(frame)
            }
            guard let next = try reader.next() else { return }
            frame = next
        }
    }

    /// Every other frame that is due is left out while half the rate has to do.
    private func isSpared(_ isOther: inout Bool) -> Bool {
        isOther = sparing.includes(.rate) && !isOther
        return isOther
    }

    /// How long frames that come in a burst wait for the worker, a burst: a still camera's beginning of something must not
    /// be pushed out of the ring by what came a moment later.
    private static let longestBurst = Duration.seconds(5)

    private struct Burst {
        var deadline: ContinuousClock.Instant?
    }

    private func waitForRoom(in burst: inout Burst, _ reader: any MediaReader) throws(MediaError) {
        guard reader.isCatchingUp else { return burst.deadline = nil }
        let deadline = burst.deadline ?? clock.now + Self.longestBurst
        burst.deadline = deadline
        while ring.count >= ring.capacity, clock.now < deadline {
            try reader.readAhead()
            if clock.wait(for: .milliseconds(5), stop: token) { return }
        }
    }

    private var isRecording: Bool { source.kind == .file }

    /// A recording could be read a hundred times faster than it was filmed; the ring would drop nearly all of it.
    private func keepPace(_ frame: Frame, since start: ContinuousClock.Instant) throws(MediaError) {
        let ahead = clock.now.duration(to: start + .seconds(frame.seconds))
        let isStopped = ahead > .zero ? clock.wait(for: ahead, stop: token) : token.isStopped
        if isStopped { throw MediaError(.read, .stopped, text: "stopped", place: source.redacted) }
    }
}

extension Reconnect.Action {
    fileprivate var wait: Duration? {
        if case .wait(let duration) = self { duration } else { nil }
    }
}
