import Decisions
import Detection
import Events
import Frames
import Ingest
import Rules
import Status
import Synchronization

/// A camera as the workers see it: frames and news from its thread on one side, events on the other.
///
/// Sendable although its pipeline is not: the ``WorkQueue`` gives a camera to one worker at a time, and only ``work(_:)``
/// and ``finish()`` touch the pipeline.
final class WatchedCamera: @unchecked Sendable {
    let name: String
    let activity: CameraActivity
    let counters: StreamCounters
    /// Why something was, or was not, told in the last minutes.
    let decisions = DecisionLog()
    private let ring: FrameRing
    private let news = Mutex<[IngestEvent]>([])
    private let pipeline: CameraPipeline
    private let coverage: CoverageKeeper
    private let events: EventFactory
    private let feedback: FrameFeedback?
    private var connection = CameraConnection()

    private let online = Atomic(false)

    /// Of the frame before, in its connection; 0 before a connection's first.
    private var lastNumber = 0

    init(
        name: String, ring: FrameRing, counters: StreamCounters, activity: CameraActivity, pipeline: CameraPipeline,
        events: EventFactory, feedback: FrameFeedback? = nil
    ) {
        self.feedback = feedback
        coverage = CoverageKeeper(counters: counters)
        self.events = events
        self.name = name
        self.ring = ring
        self.counters = counters
        self.activity = activity
        self.pipeline = pipeline
    }

    /// What one turn with a worker brought.
    struct Turn {
        var events: [Event] = []

        /// Of the frame that the events tell of.
        var arrived: ContinuousClock.Instant?

        /// Another frame waits already.
        var more: Bool
    }

    /// From the camera's thread: something other than a frame.
    func post(_ event: IngestEvent) {
        news.withLock { $0.append(event) }
    }

    /// One worker's turn: a frame, or the news where no frame waits.
    func work(_ detector: Detector?) throws(DetectionError) -> Turn {
        var turn = Turn(more: false)
        if let frame = ring.pop() {
            if beginsConnection(frame) {
                turn.events = followNews()
                coverage.connect(at: frame.arrived)
            }
            lastNumber = frame.number
            turn.events += try pipeline.process(frame, with: detector)
            if let decision = pipeline.decision { decisions.add(decision) }
            coverage.look(arrived: frame.arrived, wasInferred: pipeline.inferredLast)
            feedback?.tell(pipeline.verdict(on: frame))
            turn.arrived = frame.arrived
        } else {
            turn.events = followNews()
        }
        turn.more = ring.count > 0 || news.withLock { !$0.isEmpty }
        count(turn.events)
        return turn
    }

    /// News and frames come by different ways: what was told before a connection's first frame is heard before it, the
    /// end of a connection after its last.
    private func beginsConnection(_ frame: Frame) -> Bool { frame.number <= lastNumber || lastNumber == 0 }

    /// Ends whatever is open; the last call.
    func finish() -> [Event] {
        let events = pipeline.finish(reason: .stopped) + coverage.finish().map(event)
        count(events)
        return events
    }

    /// Accounts of the hours that are over. May be called from any thread, about once a second.
    func tick() -> [Event] {
        let events = coverage.tick().map(event)
        count(events)
        return events
    }

    private func event(_ report: CoverageLedger.Report) -> Event {
        events.event(.cameraCoverage(CoverageReport(report)), camera: name, at: report.end)
    }

    /// Whether the last connection still gives frames, as far as the workers have heard.
    var isOnline: Bool { online.load(ordering: .relaxed) }

    /// What the camera's thread and the workers have counted.
    var counts: CameraCounts {
        var counts = activity.now
        let stream = counters.counts
        counts.decoded = stream.decoded
        counts.connections = stream.connections
        counts.coverage = coverage.total
        counts.decodedSeconds = stream.decodedSeconds
        counts.skippedSeconds = stream.skippedSeconds
        counts.auditedSeconds = stream.auditedSeconds
        counts.auditedMotions = stream.auditedMotions
        counts.missedMotions = stream.missedMotions
        let drops = counters.drops.counts
        for cause in DropCause.allCases where drops[cause] > 0 {
            switch cause {
            case .rate: counts.passedOver = drops[cause]
            case .policy: counts.skipped = drops[cause]
            default: counts.dropped[cause.rawValue] = drops[cause]
            }
        }
        return counts
    }

    private func followNews() -> [Event] {
        let waiting = news.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
        return waiting.flatMap(follow)
    }

    private func follow(_ event: IngestEvent) -> [Event] {
        if case .decodeChanged(let change) = event { return [pipeline.event(.cameraDecodeChanged(.init(change)))] }
        guard let change = connection.follow(event, now: .now) else { return [] }
        switch change {
        case .online(let report):
            online.store(true, ordering: .relaxed)
            pipeline.reset()
            return [pipeline.event(.cameraOnline(report))]
        case .offline(let report):
            lastNumber = 0
            coverage.disconnect(at: .now)
            online.store(false, ordering: .relaxed)
            return pipeline.finish(reason: .offline) + [pipeline.event(.cameraOffline(report))]
        }
    }

    private func count(_ events: [Event]) {
        guard !events.isEmpty else { return }
        activity.count { counts in
            counts.events += events.count
            counts.objects += events.count { $0.type == .objectStarted }
        }
    }
}
