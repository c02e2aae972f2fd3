import Delivery
import Events
import FoundationEssentials
import Logging
import Settings

/// The sinks that a configuration names, ready to begin; they can be used once.
struct OutboxSinks: Sendable {
    let log: EventLog
    let receivers: [any Sink]

    /// - Parameters:
    ///   - memory: of what the cameras see, from one broker's sink to the next.
    ///   - onLogged: how long after its frame's arrival each event's line was written.
    init(
        _ configuration: Configuration, memory: StateMemory, logger: Logger,
        onLogged: @escaping @Sendable (Duration) -> Void
    ) throws(DaemonError) {
        let settings = configuration.events
        log = EventLog(
            path: StatePlaces(configuration).log, sync: EventLog.SyncPolicy(settings.log),
            rotation: LogRotation(settings.log), logger: logger, onLogged: onLogged)
        var receivers: [any Sink] = []
        for webhook in settings.webhooks {
            do throws(WebhookError) {
                receivers.append(try Webhook(webhook.delivery, logger: logger))
            } catch {
                throw .webhook(name: webhook.name, error)
            }
        }
        if let broker = try MQTTSink.configured(configuration, memory: memory, logger) { receivers.append(broker) }
        self.receivers = receivers
    }
}

extension Outbox {
    /// How long sinks that go may take to deliver what they are at.
    private static let farewell = Duration.seconds(3)

    /// - Parameter events: makes the outbox's own.
    convenience init(
        _ configuration: Configuration, _ sinks: OutboxSinks, events: EventFactory, logger: Logger
    ) throws(DaemonError) {
        let places = StatePlaces(configuration)
        let retention = Retention(longest: configuration.state.keepEvents, bytes: configuration.state.maxSize.bytes)
        logger.info(
            "events are kept and logged", metadata: ["state": "\(places.state)", "log": "\(places.log)"])
        do throws(StoreError) {
            try self.init(
                Storage(directory: places.state, retention: retention), log: sinks.log,
                receivers: sinks.receivers, events: events, logger: logger)
        } catch {
            throw .outbox(error)
        }
    }

    /// Other sinks from now on; what waits for one of the same name goes to it.
    func change(to sinks: OutboxSinks) {
        change(log: sinks.log, receivers: sinks.receivers, within: Self.farewell)
    }
}

extension StatePlaces {
    /// Of this process.
    init(_ configuration: Configuration) {
        self.init(configuration: configuration, environment: ProcessInfo.processInfo.environment)
    }
}

extension EventLog.SyncPolicy {
    fileprivate init(_ settings: Configuration.Log) {
        switch settings.fsync {
        case .everyEvent: self = .everyBatch
        case .interval: self = .interval(settings.fsyncInterval)
        case .never: self = .never
        }
    }
}

extension LogRotation {
    fileprivate init(_ settings: Configuration.Log) {
        self.init(
            bytes: settings.rotateAt.bytes, keptFiles: settings.keepFiles, compresses: settings.compress == .gzip)
    }
}

extension Settings.Configuration.Webhook {
    fileprivate var delivery: Webhook.Configuration {
        var delivery = Webhook.Configuration(url: url.revealed(), version: Daemon.version)
        delivery.name = name
        delivery.secrets = signingSecrets.map { $0.revealed() }
        delivery.filter = filter
        delivery.format = WebhookFormat(rawValue: format.rawValue) ?? .structured
        delivery.batch = batch
        delivery.concurrency = concurrency
        delivery.headers = headers.map { ($0.name, $0.value.revealed()) }
        delivery.timeout = timeout
        delivery.caFile = caFile
        delivery.certificate = certificate
        delivery.key = key
        delivery.attempts = DeliveryAttempts(
            backoff: Backoff(base: .seconds(1), cap: longestPause), attempts: attempts, longest: giveUpAfter)
        return delivery
    }

    private var filter: EventFilter {
        var filter = EventFilter()
        filter.types = types
        filter.cameras = cameras
        filter.labels = labels
        filter.zones = zones
        filter.score = score
        return filter
    }
}
