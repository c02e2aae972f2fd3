import Clocks
import Delivery
package import Events
import Ingest
package import Logging
package import Settings
import Status
import Synchronization
import Threads

/// The whole of it: cameras on their threads, workers, the outbox; from a configuration to a summary.
///
/// ``start()`` returns at once, also where every camera is offline; ``reload(_:)`` puts another configuration into force
/// while it runs; ``stop()`` returns within five seconds.
package final class Daemon: Sendable {
    /// Version of the program, as events and `User-Agent` carry it.
    package static let version = "0.1.0"

    let cameras: CameraSet
    let crew: Crew
    let outbox: Outbox
    let queue = WorkQueue<WatchedCamera> { $0.weight }
    let load: LoadKeeper
    let server: StatusServer
    let events: EventFactory
    let logger: Logger
    let level: DiagnosticsLevel
    let latency = LatencyHistogram()
    let memory = StateMemory()
    let started = ContinuousClock.now
    let startTime = CaptureTime.now()

    /// Started, and not yet stopping.
    let isReady = Atomic(false)
    let inForce: Mutex<InForce>

    /// Held while a change is put into force, and while the daemon starts or stops.
    let stage = Mutex(Stage.new)
    enum Stage { case new, running, stopping }

    /// Where a reload is asked for.
    package let reloads: ReloadDesk

    private let firstCameras: CameraSet.Plan
    private let firstServer: StatusServer.Plan?
    private let onEvent: @Sendable (Event) -> Void
    private let loader: Loader
    private let stuckAfter: Duration
    private let ticker = Mutex<Ticker?>(nil)

    /// Reads the configuration anew.
    package typealias Loader = @Sendable () throws(ConfigurationErrors) -> Configuration.Checked

    /// How long a stop may take: systemd, and whoever pressed Ctrl-C, wait for it.
    private static let longestStop = Duration.seconds(5)

    /// Loads the model and opens the sinks; nothing runs yet.
    ///
    /// - Parameters:
    ///   - load: for reloads.
    ///   - level: what the logger goes by; a reload may change it.
    ///   - stuckAfter: how long a worker may have one camera before the watchdog hears of it.
    ///   - onEvent: sees each event as it goes to the outbox; called on a worker's thread, must not block.
    /// - Throws: ``DaemonError`` for what cannot be waited for: a model that is not there, an address that is none.
    package init(
        configuration: Configuration, load: @escaping Loader, host: String, logger: Logger, level: DiagnosticsLevel,
        service: ServiceManager = ServiceManager(environment: [:]), stuckAfter: Duration = .seconds(30),
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws(DaemonError) {
        Heap.prepare()
        self.logger = logger
        self.level = level
        self.loader = load
        self.stuckAfter = stuckAfter
        self.onEvent = onEvent
        reloads = ReloadDesk(service: service)
        events = EventFactory.live(host: host)
        server = StatusServer(logger: logger)
        crew = Crew(queue: queue, logger: logger)
        self.load = LoadKeeper(configuration.limits)
        cameras = CameraSet(CameraMaker(events: events, queue: queue, meter: self.load.meter, logger: logger))
        let first = try InForce(configuration)
        firstCameras = try cameras.prepare(first.changes(from: nil), first.watched)
        firstServer = try server.prepare(configuration)
        let sinks = try OutboxSinks(configuration, memory: memory, logger: logger) { [latency] in latency.record($0) }
        outbox = try Outbox(configuration, sinks, events: events, logger: logger)
        inForce = Mutex(first)
    }

    package func start() {
        stage.withLock { stage in
            guard stage == .new else { return }
            stage = .running
            let first = inForce.withLock { $0 }
            emit([daemonEvent(watching: first.watched.map(\.name)) { .daemonStarted($0) }])
            work(first)
            if let firstServer { server.commit(firstServer, source: self) }
            cameras.commit(firstCameras) { emit($0) }
            ticker.withLock { $0 = Ticker(name: "ticker", every: .seconds(1)) { self.tick($0) } }
            reloads.open(runFile(in: StatePlaces(first.configuration).state), status: { self.report.line }) {
                self.reload(self.loader)
            }
            isReady.store(true, ordering: .relaxed)
        }
    }

    private func runFile(in directory: String) -> RunFile? {
        do throws(RunFile.Failure) {
            return try RunFile(in: directory)
        } catch {
            logger.warning(
                "`vedette reload` will not find this daemon",
                metadata: ["state.directory": "\(directory)", "error": "\(error)"])
            return nil
        }
    }

    /// Puts the workers to work as a configuration says.
    func work(_ now: InForce) {
        crew.work(now.detectors, count: now.configuration.detector.workers) { turn in
            self.emit(turn.events, arrived: turn.arrived)
        }
    }

    /// Whether the pipeline makes progress: what the watchdog's pings depend on. An offline camera is progress; a
    /// worker that has had the same camera for too long is stuck.
    package var isAlive: Bool { queue.longestCheckout < stuckAfter }

    /// Opens the log's path anew, after it was rotated.
    package func reopenLog() {
        outbox.reopenLog()
    }

    /// Ends open objects, delivers what can be delivered, and stops; at most five seconds.
    package func stop() {
        let end = ContinuousClock.now + Self.longestStop
        isReady.store(false, ordering: .relaxed)
        reloads.close()
        stage.withLock { $0 = .stopping }
        cameras.stopStreams()
        ticker.withLock { $0 }?.stop(within: .milliseconds(500))
        if crew.stop(within: .seconds(2)) {
            for camera in cameras.watched { emit(camera.finish()) }
        } else {
            logger.error("a worker did not stop in time; its camera's open objects are not told as ended")
        }
        emit([daemonEvent(watching: cameras.watched.map(\.name)) { .daemonStopping($0) }])
        server.stop()
        outbox.close(within: (end - .now) - .milliseconds(500))
        cameras.join(until: end)
    }

    /// What happens by the clock, whether frames come or not.
    private func tick(_ number: Int) {
        for camera in cameras.watched { emit(camera.tick()) }
        if let report = load.follow(cameras.running) { tell(report) }
        server.tick(source: self)
        if number % 60 == 0 { Heap.trim() }
    }

    /// Tells that cameras give up more, or less, than before.
    private func tell(_ report: Report) {
        let event = events.event(report, camera: nil, at: .now())
        if case .daemonOverloaded(let load) = report {
            logger.warning(
                "there is more to do than the limits allow; cameras give something up",
                metadata: [
                    "limit": "\(load.limit)", "value": "\(load.value)", "allowed": "\(load.allowed)",
                    "cameras": "\(load.cameras.joined(separator: ", "))",
                ])
        } else if case .daemonRelieved(let load) = report {
            logger.notice("there is room again; a step is taken back", metadata: ["depth": "\(load.depth)"])
        }
        emit([event])
    }

    func emit(_ events: [Event], arrived: ContinuousClock.Instant? = nil) {
        for event in events {
            outbox.submit(event, arrived: arrived)
            server.publish(event)
            onEvent(event)
        }
    }
}
