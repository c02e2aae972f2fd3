import Delivery
import Events
import FoundationEssentials
import Logging
import Settings

extension Outbox {
    /// The sinks that the configuration names.
    ///
    /// - Parameters:
    ///   - events: makes the outbox's own.
    ///   - onLogged: how long after its frame's arrival each event's line was written.
    convenience init(
        _ configuration: Settings.Configuration, events: EventFactory, logger: Logger,
        onLogged: @escaping @Sendable (Duration) -> Void
    ) throws(DaemonError) {
        let places = StatePlaces(configuration: configuration, environment: ProcessInfo.processInfo.environment)
        let log = EventLog(
            path: places.log, sync: EventLog.SyncPolicy(configuration.events.log),
            rotation: LogRotation(configuration.events.log), logger: logger, onLogged: onLogged)
        let broker = try MQTTSink.configured(configuration, logger)
        let receivers = try Self.receivers(configuration.events, logger) + [broker].compactMap(\.self)
        let retention = Retention(longest: configuration.state.keepEvents, bytes: configuration.state.maxSize.bytes)
        logger.info("events are kept and logged", metadata: ["state": "\(places.state)", "log": "\(places.log)"])
        do throws(StoreError) {
            try self.init(
                Outbox.Storage(directory: places.state, retention: retention), log: log, receivers: receivers,
                events: events, logger: logger)
        } catch {
            throw .outbox(error)
        }
    }

    private static func receivers(
        _ settings: Settings.Configuration.Events, _ logger: Logger
    ) throws(DaemonError) -> [any Sink] {
        var receivers: [any Sink] = []
        for webhook in settings.webhooks {
            do throws(WebhookError) {
                receivers.append(try Webhook(webhook.delivery, logger: logger))
            } catch {
                throw .webhook(name: webhook.name, error)
            }
        }
        return receivers
    }
}

extension EventLog.SyncPolicy {
    fileprivate init(_ settings: Settings.Configuration.Log) {
        switch settings.fsync {
        case .everyEvent: self = .everyBatch
        case .interval: self = .interval(settings.fsyncInterval)
        case .never: self = .never
        }
    }
}

extension LogRotation {
    fileprivate init(_ settings: Settings.Configuration.Log) {
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
