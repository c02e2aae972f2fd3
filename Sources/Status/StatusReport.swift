package import Clocks

/// Everything that the daemon says of itself, at one moment.
package struct StatusReport: Sendable {
    package struct Camera: Sendable {
        package var name: String
        package var isOnline: Bool
        /// Where its pictures come from, without credentials.
        package var source: String
        package var counts: CameraCounts
        /// When the newest picture was taken; nil before the first.
        package var newestPicture: CaptureTime?
        /// Of each trouble that is looked for, such as `covered`: whether the camera is in it now.
        package var troubles: [String: Bool]
        /// What it gives up now since the box is overloaded, such as `rate`, mildest first.
        package var shed: [String]

        package init(
            name: String, isOnline: Bool, source: String, counts: CameraCounts, newestPicture: CaptureTime? = nil,
            troubles: [String: Bool] = [:], shed: [String] = []
        ) {
            self.name = name
            self.isOnline = isOnline
            self.source = source
            self.counts = counts
            self.newestPicture = newestPicture
            self.troubles = troubles
            self.shed = shed
        }
    }

    /// What became of the events at the log or at a receiver.
    package struct Sink: Sendable {
        package var name: String
        package var accepted = 0
        package var delivered = 0
        package var failedAttempts = 0
        package var retriedAttempts = 0
        package var dropped: [String: Int] = [:]
        package var queued = 0
        /// Events given up and kept, since the start.
        package var dead = 0
        package var isDisabled = false
        /// When the oldest event that waits was committed; nil where none waits.
        package var oldestWaiting: CaptureTime?
        /// Why the latest attempt failed, without secrets; nil after a success.
        package var lastError: String?

        package init(name: String) {
            self.name = name
        }
    }

    /// The database that events are kept in until every sink has them.
    package struct Outbox: Sendable {
        /// With its write-ahead log.
        package var bytes = 0
        /// Events that wait in memory to be written.
        package var uncommitted = 0
        /// Events that were lost before they could be written.
        package var lost = 0
        /// Why it cannot be written; nil while it can.
        package var trouble: String?

        package init() {}
    }

    /// How much there is to do, beside what `limits` of the configuration allow.
    package struct Load: Sendable {
        /// How many steps cameras of low priority have taken; 0 where nothing is given up.
        package var depth: Int
        /// By the limit's key in the configuration; those that are set.
        package var readings: [(limit: String, value: Double, allowed: Double)]

        package init(depth: Int = 0, readings: [(limit: String, value: Double, allowed: Double)] = []) {
            self.depth = depth
            self.readings = readings
        }
    }

    /// What the process uses, as the kernel accounts it.
    package struct Process: Sendable {
        package var cpuSeconds = 0.0
        package var residentBytes = 0
        package var peakResidentBytes = 0
        package var openFiles = 0
        package var threads = 0

        package init() {}
    }

    /// What the listener has done; all of it 0 where there is none.
    package struct Listener: Sendable {
        /// By status.
        package var answered: [Int: Int] = [:]
        package var connections = 0
        package var streams = 0

        package init() {}
    }

    /// Changes of the configuration while the daemon ran.
    package struct Reloads: Sendable {
        /// How many were asked for, and up to which of them they are over: one attempt serves all that came before it.
        package var asked = 0
        package var done = 0
        package var succeeded = 0
        package var failed = 0
        package var last: ReloadOutcome?

        package init() {}
    }

    package var version: String
    package var started: CaptureTime
    package var uptimeSeconds: Double
    package var cameras: [Camera]
    package var sinks: [Sink]
    package var outbox = Outbox()
    /// From a frame's arrival to its event's line in the log.
    package var latency: LatencyHistogram.Snapshot
    package var load: Load
    /// How long the longest turn that a worker has now lasts.
    package var longestTurnSeconds: Double
    package var process: Process
    package var reloads: Reloads
    package var listener: Listener
    /// The pipeline makes progress.
    package var isAlive: Bool
    /// Started, and not yet stopping.
    package var isReady: Bool

    package init(
        version: String, started: CaptureTime, uptimeSeconds: Double, cameras: [Camera], sinks: [Sink],
        outbox: Outbox,
        latency: LatencyHistogram.Snapshot, load: Load = Load(), longestTurnSeconds: Double, process: Process,
        reloads: Reloads,
        listener: Listener, isAlive: Bool, isReady: Bool
    ) {
        self.version = version
        self.started = started
        self.uptimeSeconds = uptimeSeconds
        self.cameras = cameras
        self.sinks = sinks
        self.outbox = outbox
        self.latency = latency
        self.load = load
        self.longestTurnSeconds = longestTurnSeconds
        self.process = process
        self.reloads = reloads
        self.listener = listener
        self.isAlive = isAlive
        self.isReady = isReady
    }

    /// The same with only some cameras in it.
    func showing(_ isShown: (String) -> Bool) -> StatusReport {
        var report = self
        report.cameras = cameras.filter { isShown($0.name) }
        return report
    }
}

/// How an attempt to put a changed configuration into force ended.
package struct ReloadOutcome: Codable, Equatable, Sendable {
    package var time: CaptureTime
    package var succeeded: Bool
    /// What changed, or every error with its file and line.
    package var messages: [String]
    /// What is suspicious in the new configuration, with file and line.
    package var warnings: [String]

    package init(time: CaptureTime, succeeded: Bool, messages: [String], warnings: [String] = []) {
        self.time = time
        self.succeeded = succeeded
        self.messages = messages
        self.warnings = warnings
    }
}
