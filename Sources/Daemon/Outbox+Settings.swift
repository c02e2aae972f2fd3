import Delivery
import Logging
import Settings

extension Outbox {
    /// The sinks that the configuration names, ready to begin.
    ///
    /// - Parameter onLogged: how long after its frame's arrival each event's line was written.
    /// - Returns: what begins them; it must be called once at most.
    static func prepared(
        _ settings: Settings.Configuration.Events, logger: Logger, onLogged: @escaping @Sendable (Duration) -> Void
    ) throws(DaemonError) -> () -> Outbox {
        var webhooks: [Webhook] = []
        for webhook in settings.webhooks {
            do throws(WebhookError) {
                webhooks.append(try Webhook(webhook.delivery, logger: logger))
            } catch {
                throw .webhook(name: webhook.name, error)
            }
        }
        let log = EventLog(
            path: settings.log.path, sync: EventLog.SyncPolicy(settings.log), logger: logger, onLogged: onLogged)
        return { [webhooks] in Outbox(log: log, webhooks: webhooks, logger: logger) }
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

extension Settings.Configuration.Webhook {
    fileprivate var delivery: Webhook.Configuration {
        var delivery = Webhook.Configuration(url: url.revealed(), secret: secret?.revealed(), version: Daemon.version)
        delivery.types = types
        delivery.timeout = timeout
        delivery.caFile = caFile
        return delivery
    }
}
