import Clocks
import Delivery
import Detection
package import Events
import Frames
import Ingest
package import Logging
package import Settings
package import Status
import Synchronization
import Threads

/// The whole of it: cameras on their threads, workers, the outbox; from a configuration to a summary.
///
/// ``start()`` returns at once, also where every camera is offline; ``stop()`` returns within five seconds.
package final class Daemon: Sendable {
    /// Version of the program, as events and `User-Agent` carry it.
    package static let version = "0.1.0"

    private let cameras: [WatchedCamera]
    private let streams: [Camera]
    private let queue: WorkQueue<WatchedCamera>
    private let outbox: Outbox
    private let events: EventFactory
    private let logger: Logger
    private let makeDetector: @Sendable () -> Detector?
    private let workerCount: Int
    private let started = ContinuousClock.now
    private let latency: LatencyHistogram
    private let onEvent: @Sendable (Event) -> Void
    private let running = Mutex(Running())

    private struct Running: Sendable {
        var workers: Workers?
        var streams: [BlockingThread] = []
        var ticker: Ticker?
    }

    /// How long a stop may take: systemd, and whoever pressed Ctrl-C, wait for it.
    private static let longestStop = Duration.seconds(5)

    /// Loads the model and opens the sinks; nothing runs yet.
    ///
    /// - Parameter onEvent: sees each event as it goes to the outbox; called on a worker's thread, must not block.
    /// - Throws: ``DaemonError`` for what cannot be waited for: a model that is not there, an address that is none.
    package init(
        configuration: Configuration, host: String, logger: Logger,
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws(DaemonError) {
        let watched = configuration.cameras.filter(\.enabled)
        self.logger = logger
        self.onEvent = onEvent
        workerCount = configuration.detector.workers
        let detectors = try DetectorFactory(configuration)
        makeDetector = detectors.make
        let latency = LatencyHistogram()
        self.latency = latency
        outbox = try Outbox(configuration.events, logger: logger) { latency.record($0) }
        let events = EventFactory.live(host: host)
        self.events = events
        let queue = WorkQueue<WatchedCamera>()
        self.queue = queue
        (cameras, streams) = try Self.cameras(
            watched.map(detectors.resolved), events: events, queue: queue, logger: logger)
    }

    package func start() {
        emit([daemonEvent { .daemonStarted($0) }], arrived: nil)
        let workers = Workers(count: workerCount, queue: queue, logger: logger, makeDetector: makeDetector) { turn in
            self.emit(turn.events, arrived: turn.arrived)
        }
        let threads = streams.map { stream in BlockingThread(name: stream.name) { stream.run() } }
        let ticker = Ticker(name: "ticker", every: .seconds(1)) { self.tick() }
        running.withLock { $0 = Running(workers: workers, streams: threads, ticker: ticker) }
    }

    /// Whether the pipeline makes progress: what the watchdog's pings depend on. An offline camera is progress; a
    /// worker that has had the same camera for half a minute is stuck.
    package var isAlive: Bool { queue.longestCheckout < .seconds(30) }

    /// Opens the log's path anew, after it was rotated.
    package func reopenLog() {
        outbox.reopenLog()
    }

    /// Ends open objects, delivers what can be delivered, and stops; at most five seconds.
    package func stop() {
        let end = ContinuousClock.now + Self.longestStop
        for stream in streams { stream.stop() }
        let running = running.withLock { $0 }
        running.ticker?.stop(within: .milliseconds(500))
        if running.workers?.stop(within: .seconds(2)) ?? true {
            for camera in cameras { emit(camera.finish(), arrived: nil) }
        } else {
            logger.error("a worker did not stop in time; its camera's open objects are not told as ended")
        }
        emit([daemonEvent { .daemonStopping($0) }], arrived: nil)
        outbox.close(within: (end - .now) - .milliseconds(500))
        // Libraries dislike threads that still decode while the process ends.
        for thread in running.streams { _ = thread.join(timeout: max(.zero, end - .now)) }
    }

    /// What happens by the clock, whether frames come or not.
    private func tick() {
        for camera in cameras { emit(camera.tick(), arrived: nil) }
    }

    private func emit(_ events: [Event], arrived: ContinuousClock.Instant?) {
        for event in events {
            outbox.submit(event, arrived: arrived)
            onEvent(event)
        }
    }

    private func daemonEvent(_ report: (DaemonReport) -> Report) -> Event {
        let names = cameras.map(\.name)
        return events.event(
            report(DaemonReport(version: Self.version, cameras: names, counters: counters)), camera: nil, at: .now())
    }
}

// MARK: - What it is doing

extension Daemon {
    /// What each camera has done so far.
    package var counts: [(name: String, counts: CameraCounts)] { cameras.map { ($0.name, $0.counts) } }

    /// A line for `systemctl status`.
    package var statusLine: String {
        let total = counts.reduce(CameraCounts()) { $0 + $1.counts }
        let online = cameras.count { $0.isOnline }
        return "\(online) of \(cameras.count) cameras online, \(total.decoded) frames decoded, "
            + "\(total.inferred) looked at, \(total.objects) objects, \(total.events) events"
    }

    package var summary: Summary {
        let use = ResourceUse.now
        let quantiles = latency.quantile(0.5).flatMap { median in latency.quantile(0.95).map { (median, $0) } }
        return Summary(
            cameras: counts,
            deliveries: outbox.counts.map {
                .init(sink: $0.sink, delivered: $0.delivered, retried: $0.retried, lost: $0.allDropped + $0.queued)
            },
            latency: quantiles, seconds: started.duration(to: .now).seconds, cpuSeconds: use.cpuSeconds,
            peakMemoryBytes: use.peakMemoryBytes)
    }

    private var counters: [String: Int] {
        let total = counts.reduce(CameraCounts()) { $0 + $1.counts }
        guard total.decoded > 0 else { return [:] }
        return [
            "frames_decoded": total.decoded, "frames_passed_over": total.passedOver, "frames_dropped": total.allDropped,
            "frames_gated": total.gated, "frames_inferred": total.inferred, "objects": total.objects,
            "events": total.events,
        ]
    }
}

// MARK: - Wiring

extension Daemon {
    /// Frames that wait for a worker, a camera; a second of them at five frames a second.
    private static let ringCapacity = 5

    private static func cameras(
        _ settings: [Configuration.Camera], events: EventFactory, queue: WorkQueue<WatchedCamera>, logger: Logger
    ) throws(DaemonError) -> ([WatchedCamera], [Camera]) {
        var watched: [WatchedCamera] = []
        var streams: [Camera] = []
        for camera in settings {
            let activity = CameraActivity(camera: camera.name)
            let counters = StreamCounters()
            let doorbell = Doorbell(queue: queue)
            let ring = FrameRing(capacity: ringCapacity, drops: counters.drops) { doorbell.ring() }
            let pipeline = CameraPipeline(settings: camera, events: events, activity: activity)
            let onDemand = OnDemandControl(camera)
            let item = WatchedCamera(
                name: camera.name, ring: ring, counters: counters, activity: activity, pipeline: pipeline,
                events: events, feedback: onDemand?.feedback)
            doorbell.connect(item)
            watched.append(item)
            streams.append(try stream(camera, ring, counters, onDemand, logger) { doorbell.post($0) })
        }
        return (watched, streams)
    }

    private static func stream(
        _ camera: Configuration.Camera, _ ring: FrameRing, _ counters: StreamCounters,
        _ onDemand: OnDemandControl?, _ logger: Logger,
        post: @escaping @Sendable (IngestEvent) -> Void
    ) throws(DaemonError) -> Camera {
        let diagnostics = CameraDiagnostics(camera: camera.name, logger: logger)
        do throws(MediaError) {
            return Camera(
                name: camera.name, source: try SourceURL(camera.source.url.revealed()),
                options: SourceOptions(camera), framesPerSecond: camera.detect.fps, ring: ring, counters: counters,
                onDemand: onDemand
            ) { event in
                diagnostics.tell(event)
                post(event)
            }
        } catch {
            throw .source(camera: camera.name, error)
        }
    }
}
