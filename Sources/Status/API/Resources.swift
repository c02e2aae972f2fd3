import Clocks

// What the API's JSON looks like; docs/openapi.yaml describes it, and a test holds the one against the other.

struct DaemonStatus: Encodable {
    let caller: CallerStatus
    let version: String
    let started: CaptureTime
    let uptimeSeconds: Double
    let alive: Bool
    let ready: Bool
    let cameras: Counts
    let sinks: [SinkStatus]?
    let reload: ReloadStatus

    struct Counts: Encodable {
        let configured: Int
        let online: Int
    }

    /// As whom the daemon takes the request.
    struct CallerStatus: Encodable {
        let name: String
        let role: String
    }

    struct ReloadStatus: Encodable {
        let asked: Int
        let done: Int
        let succeeded: Int
        let failed: Int
        let last: ReloadOutcome?
    }

    init(_ report: StatusReport, for caller: Caller) {
        let showsAll = caller.cameras == nil
        self.caller = CallerStatus(name: caller.name, role: "\(caller.role)")
        version = report.version
        started = report.started
        uptimeSeconds = report.uptimeSeconds
        alive = report.isAlive
        ready = report.isReady
        cameras = Counts(configured: report.cameras.count, online: report.cameras.count { $0.isOnline })
        sinks = showsAll ? report.sinks.map(SinkStatus.init) : nil
        reload = ReloadStatus(
            asked: report.reloads.asked, done: report.reloads.done, succeeded: report.reloads.succeeded,
            failed: report.reloads.failed,
            last: showsAll ? report.reloads.last : nil)
    }

    private enum CodingKeys: String, CodingKey {
        case caller, version, started, alive, ready, cameras, sinks, reload
        case uptimeSeconds = "uptime_seconds"
    }
}

struct SinkStatus: Encodable {
    let name: String
    let accepted: Int
    let delivered: Int
    let queued: Int
    let dead: Int
    let oldestWaiting: CaptureTime?
    let dropped: [String: Int]
    let failedAttempts: Int
    let retriedAttempts: Int
    let disabled: Bool
    let lastError: String?

    init(_ sink: StatusReport.Sink) {
        name = sink.name
        (accepted, delivered, queued, dropped) = (sink.accepted, sink.delivered, sink.queued, sink.dropped)
        (failedAttempts, retriedAttempts) = (sink.failedAttempts, sink.retriedAttempts)
        (disabled, lastError) = (sink.isDisabled, sink.lastError)
        (dead, oldestWaiting) = (sink.dead, sink.oldestWaiting)
    }

    private enum CodingKeys: String, CodingKey {
        case name, accepted, delivered, queued, dropped, dead, disabled
        case oldestWaiting = "oldest_waiting"
        case failedAttempts = "failed_attempts"
        case retriedAttempts = "retried_attempts"
        case lastError = "last_error"
    }
}

struct CameraStatus: Encodable {
    let name: String
    let online: Bool
    let source: String
    let newestPicture: CaptureTime?
    let troubles: [String]
    let shed: [String]
    let counts: Counts

    struct Counts: Encodable {
        let counts: CameraCounts

        private enum CodingKeys: String, CodingKey {
            case connections, decoded, dropped, gated, inferred, inferences, objects, events
            case passedOver = "passed_over"
            case streamSeconds = "stream_seconds"
            case coverageSeconds = "coverage_seconds"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(counts.connections, forKey: .connections)
            try container.encode(counts.decoded, forKey: .decoded)
            try container.encode(counts.passedOver, forKey: .passedOver)
            try container.encode(counts.dropped, forKey: .dropped)
            try container.encode(counts.gated, forKey: .gated)
            try container.encode(counts.inferred, forKey: .inferred)
            try container.encode(counts.inferences, forKey: .inferences)
            try container.encode(counts.objects, forKey: .objects)
            try container.encode(counts.events, forKey: .events)
            try container.encode(counts.streamSeconds, forKey: .streamSeconds)
            try container.encode(counts.coverage.columns, forKey: .coverageSeconds)
        }
    }

    init(_ camera: StatusReport.Camera) {
        name = camera.name
        online = camera.isOnline
        source = camera.source
        newestPicture = camera.newestPicture
        troubles = camera.troubles.filter(\.value).keys.sorted()
        shed = camera.shed
        counts = Counts(counts: camera.counts)
    }

    private enum CodingKeys: String, CodingKey {
        case name, online, source, troubles, shed, counts
        case newestPicture = "newest_picture"
    }
}
