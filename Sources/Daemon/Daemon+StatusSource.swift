import Clocks
import Decisions
import Delivery
import Frames
import Settings
package import Status
import Synchronization

// What the listener shows of the daemon. Called on the listener's thread; a picture on one that may take its time.

extension Daemon: StatusSource {
    package var report: StatusReport {
        let use = ResourceUse.now
        let inForce = inForce.withLock { $0 }
        let sources = Dictionary(
            inForce.watched.map { ($0.name, $0.source.url.description) }, uniquingKeysWith: { first, _ in first })
        return StatusReport(
            version: Self.version, started: startTime, uptimeSeconds: started.duration(to: .now).seconds,
            cameras: cameras.watched.map { $0.status(source: sources[$0.name] ?? "") },
            sinks: outbox.counts.map(StatusReport.Sink.init), outbox: StatusReport.Outbox(outbox.condition),
            latency: latency.snapshot, load: load.status,
            longestTurnSeconds: queue.longestCheckout.seconds, process: StatusReport.Process(use),
            reloads: reloads.reloads, listener: server.report, isAlive: isAlive,
            isReady: isReady.load(ordering: .relaxed))
        return report
    }

    package func picture(of camera: String, overlays: Bool) -> EncodedPicture? {
        cameras.watched.first { $0.name == camera }?.newest?.encoded(overlays: overlays)
    }

    package func decisions(of camera: String, limit: Int) -> [[UInt8]]? {
        latestDecisions(of: camera, limit)?.compactMap { try? $0.json() }
    }

    package func explanation(of camera: String, limit: Int) -> String? {
        latestDecisions(of: camera, limit)?.flatMap(\.text).map { $0 + "\n" }.joined()
    }

    private func latestDecisions(of camera: String, _ limit: Int) -> [FrameDecision]? {
        cameras.watched.first { $0.name == camera }?.decisions.latest(limit)
    }

    package func configuration(showing isShown: (String) -> Bool) -> any Encodable {
        inForce.withLock { $0.configuration }.masked(showing: isShown)
    }

    package func askForReload() -> Int { reloads.ask() }
}

extension WatchedCamera {
    fileprivate func status(source: String) -> StatusReport.Camera {
        StatusReport.Camera(
            name: name, isOnline: isOnline, source: source, counts: counts, newestPicture: newest?.frame.captured,
            troubles: troubles, shed: shed)
    }
}

extension StatusReport.Sink {
    fileprivate init(_ counts: SinkCounts) {
        self.init(name: counts.sink)
        accepted = counts.accepted
        delivered = counts.delivered
        failedAttempts = counts.failed
        retriedAttempts = counts.retried
        dropped = Dictionary(counts.dropped.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
        queued = counts.queued
        isDisabled = counts.disabled
        dead = counts.dead
        oldestWaiting = counts.oldestWaiting
        lastError = counts.lastError
    }
}

extension StatusReport.Outbox {
    fileprivate init(_ condition: OutboxCondition) {
        self.init()
        bytes = condition.bytes
        uncommitted = condition.uncommitted
        lost = condition.lostUncommitted
        trouble = condition.trouble
    }
}

extension StatusReport.Process {
    fileprivate init(_ use: ResourceUse) {
        self.init()
        cpuSeconds = use.cpuSeconds
        residentBytes = use.memoryBytes
        peakResidentBytes = use.peakMemoryBytes
        openFiles = use.openFiles
        threads = use.threads
    }
}
