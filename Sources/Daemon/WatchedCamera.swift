import Decisions
import Detection
import Events
import Frames
import Ingest
import Overload
import Pictures
import Rules
import Status
import Synchronization

/// A camera as the workers see it: frames and news from its thread on one side, events on the other.
///
/// Sendable although its pipeline is not: the ``WorkQueue`` gives a camera to one worker at a time, and only ``work(_:)``
/// and what ends it touch the pipeline.
final class WatchedCamera: @unchecked Sendable {
    let name: String
    private let feed: CameraFeed
    private let accounts: CameraAccounts

    /// Why something was, or was not, told in the last minutes.
    let decisions: DecisionLog
    private let pipeline: CameraPipeline
    private let priority: Priority
    private let sparing: Sparing
    private let meter: LoadMeter
    private let events: EventFactory
    private let picture: Mutex<NewestPicture?>
    private let marks: [Annotations.Mark]
    private var connection: CameraConnection

    private let online: Atomic<Bool>

    /// Whether an object is followed, as of the last frame.
    private let following = Atomic(false)

    /// Of the frame before, in its connection; 0 before a connection's first.
    private var lastNumber: Int

    /// - Parameter predecessor: who looked at the same stream so far, and no longer does; its connection goes on.
    init(
        name: String, priority: Priority, feed: CameraFeed, accounts: CameraAccounts, pipeline: CameraPipeline,
        sparing: Sparing, meter: LoadMeter, events: EventFactory, marks: [Annotations.Mark],
        after predecessor: WatchedCamera? = nil
    ) {
        self.name = name
        self.priority = priority
        self.sparing = sparing
        self.meter = meter
        self.feed = feed
        self.accounts = accounts
        self.pipeline = pipeline
        self.events = events
        self.marks = marks
        picture = Mutex(predecessor?.newest)
        decisions = predecessor?.decisions ?? DecisionLog()
        connection = predecessor?.connection ?? CameraConnection()
        online = Atomic(predecessor?.isOnline ?? false)
        lastNumber = predecessor?.lastNumber ?? 0
    }

    /// How much its waiting for a worker counts: a track that is fed late may be lost, a still scene loses nothing.
    var weight: Double { priority.weight * (following.load(ordering: .relaxed) ? 2 : 1) }

    /// What one turn with a worker brought.
    struct Turn {
        var events: [Event] = []

        /// Of the frame that the events tell of.
        var arrived: ContinuousClock.Instant?

        /// Another frame waits already.
        var more: Bool
    }

    /// One worker's turn: a frame, or the news where no frame waits.
    func work(_ detector: Detector?) throws(DetectionError) -> Turn {
        var turn = Turn(more: false)
        if let (frame, since) = feed.ring.popWaiting() {
            if beginsConnection(frame) {
                turn.events = followNews()
                accounts.coverage.connect(at: frame.arrived)
            }
            lastNumber = frame.number
            turn.events += try pipeline.process(frame, packets: accounts.counters.counts.packets, with: detector)
            if let decision = pipeline.decision { decisions.add(decision) }
            let newest = NewestPicture(frame: frame, decision: pipeline.decision, marks: marks)
            picture.withLock { $0 = newest }
            accounts.coverage.look(arrived: frame.arrived, wasInferred: pipeline.inferredLast)
            feed.feedback?.tell(pipeline.verdict(on: frame))
            following.store(pipeline.isFollowing, ordering: .relaxed)
            meter.note(wait: since.duration(to: .now))
            turn.arrived = frame.arrived
        } else {
            turn.events = followNews()
        }
        turn.more = feed.isWaiting
        count(turn.events)
        return turn
    }

    /// News and frames come by different ways: what was told before a connection's first frame is heard before it, the
    /// end of a connection after its last.
    private func beginsConnection(_ frame: Frame) -> Bool { frame.number <= lastNumber || lastNumber == 0 }

    /// Ends whatever is open; the last call where the camera is watched no longer.
    func finish() -> [Event] {
        let events = pipeline.finish(reason: .stopped) + accounts.coverage.finish().map(event)
        count(events)
        return events
    }

    /// Ends open objects; the last call where another takes over. The account of the camera's time goes on.
    ///
    /// - Parameter disconnecting: whether the stream is fetched anew.
    func handOver(disconnecting: Bool) -> [Event] {
        if disconnecting { accounts.coverage.disconnect(at: .now) }
        let events = pipeline.finish(reason: .stopped)
        count(events)
        return events
    }

    /// Accounts of the hours that are over. May be called from any thread, about once a second.
    func tick() -> [Event] {
        let events = accounts.coverage.tick().map(event)
        count(events)
        return events
    }

    private func event(_ report: CoverageLedger.Report) -> Event {
        events.event(.cameraCoverage(CoverageReport(report)), camera: name, at: report.end)
    }

    /// The newest picture that a worker has looked at; nil before the first.
    var newest: NewestPicture? { picture.withLock { $0 } }

    /// Whether the last connection still gives frames, as far as the workers have heard.
    var isOnline: Bool { online.load(ordering: .relaxed) }

    /// Of each trouble that is looked for: whether the camera is in it.
    var troubles: [String: Bool] { accounts.activity.troublesNow }

    /// What it gives up now, since the box is overloaded.
    var shed: [String] { sparing.steps.map(\.rawValue) }

    /// What the camera's thread and the workers have counted.
    var counts: CameraCounts {
        var counts = accounts.activity.now
        let stream = accounts.counters.counts
        counts.decoded = stream.decoded
        counts.connections = stream.connections
        counts.coverage = accounts.coverage.total
        counts.decodedSeconds = stream.decodedSeconds
        counts.skippedSeconds = stream.skippedSeconds
        counts.auditedSeconds = stream.auditedSeconds
        counts.auditedMotions = stream.auditedMotions
        counts.missedMotions = stream.missedMotions
        let drops = accounts.counters.drops.counts
        for cause in DropCause.allCases where drops[cause] > 0 {
            switch cause {
            case .rate: counts.passedOver = drops[cause]
            case .policy: counts.skipped = drops[cause]
            default: counts.dropped[cause.rawValue] = drops[cause]
            }
        }
        return counts
    }

    private func followNews() -> [Event] { feed.takeNews().flatMap(follow) }

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
            accounts.coverage.disconnect(at: .now)
            online.store(false, ordering: .relaxed)
            return pipeline.finish(reason: .offline) + [pipeline.event(.cameraOffline(report))]
        }
    }

    private func count(_ events: [Event]) {
        guard !events.isEmpty else { return }
        accounts.activity.count { counts in
            counts.events += events.count
            counts.objects += events.count { $0.type == .objectStarted }
        }
    }
}
