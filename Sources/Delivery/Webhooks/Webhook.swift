package import Events
import Glibc
package import Logging
import Threads

/// An HTTP endpoint that events are posted to by a thread of its own: each camera's in order, several cameras' at a time.
///
/// Requests follow Standard Webhooks: `webhook-id` is the event's id on every attempt, timestamp and signatures are an
/// attempt's own. What follows an answer is said by ``DeliveryAttempts``, how a receiver that is away is left alone by
/// ``CircuitBreaker``. What it does not get waits in the outbox, over restarts.
package final class Webhook: Sendable {
    /// What logs and counts call it; holds no secret unless the configuration's name does.
    package let name: String

    let configuration: Configuration
    let signatures: [WebhookSecret]
    let transport: HTTPTransport
    let logger: Logger

    /// - Throws: ``WebhookError`` for what is wrong however long one waits. A host that does not resolve is not: it is tried.
    package init(_ configuration: Configuration, logger: Logger) throws(WebhookError) {
        let address = try WebhookAddress(configuration.url)
        for (key, path) in [
            ("ca_file", configuration.caFile), ("certificate", configuration.certificate),
            ("key", configuration.key),
        ] {
            if let path { try Self.check(key, path: path) }
        }
        try configuration.filter.check()
        name = configuration.name ?? address.origin
        signatures = try configuration.secrets.map { text throws(WebhookError) in
            guard let secret = WebhookSecret(text) else { throw .badSecret }
            return secret
        }
        transport = try HTTPTransport(
            HTTPTransport.Options(
                address: address, userAgent: "vedette/\(configuration.version)",
                authorities: configuration.caFile,
                certificate: configuration.certificate, key: configuration.key))
        self.configuration = configuration
        self.logger = logger
    }

    private static func check(_ key: String, path: String) throws(WebhookError) {
        guard access(path, R_OK) == 0 else {
            throw .unreadable(key: key, path: path, String(cString: strerror(errno)))
        }
    }
}

extension Webhook: Sink {
    package func wants(_ event: EventFacts) -> Bool {
        configuration.filter.passes(event)
    }

    package func start(_ feed: SinkFeed) {
        _ = BlockingThread(name: "webhook") { self.run(feed) }
    }

    package func wake() {
        transport.wake()
    }
}
