import Clocks
package import Events
import Glibc
package import Logging
import Threads

/// An HTTP endpoint that events are posted to, one at a time and each camera's in order, by a thread of its own.
///
/// Requests follow Standard Webhooks: `webhook-id` is the event's id on every attempt, timestamp and signature are an
/// attempt's own. What follows an answer is ``DeliveryAttempts``. What a receiver that is slow or away does not get waits in
/// the outbox, over restarts.
package final class Webhook: Sendable {
    package struct Configuration: Sendable, CustomStringConvertible {
        package var url: String

        /// What logs and counts call it; the address's scheme, host and port where nil.
        package var name: String?

        /// Unsigned where nil.
        package var secret: String?

        /// Shell patterns of event types; empty for all.
        package var types: [String] = []

        /// For one attempt, from name resolution to the answer's head.
        package var timeout: Duration = .seconds(15)

        /// Authorities in PEM to trust besides the system's.
        package var caFile: String?

        package var backoff = DeliveryAttempts.standardBackoff

        /// In `User-Agent: vedette/VERSION`.
        package var version: String

        /// Neither the address nor the key, which both may hold secrets.
        package var description: String { "(webhook)" }

        package init(url: String, secret: String? = nil, version: String) {
            self.url = url
            self.secret = secret
            self.version = version
        }
    }

    /// What logs and counts call it; holds no secret unless the configuration's name does.
    package let name: String

    private let secret: WebhookSecret?
    private let filter: TypeFilter
    private let timeout: Duration
    private let backoff: Backoff
    private let transport: HTTPTransport
    private let logger: Logger

    /// - Throws: ``WebhookError`` for what is wrong however long one waits. A host that does not resolve is not: it is tried.
    package init(_ configuration: Configuration, logger: Logger) throws(WebhookError) {
        let address = try WebhookAddress(configuration.url)
        if let path = configuration.caFile { try Self.check(certificates: path) }
        name = configuration.name ?? address.origin
        secret = try configuration.secret.map { text throws(WebhookError) in
            guard let secret = WebhookSecret(text) else { throw .badSecret }
            return secret
        }
        filter = try TypeFilter(configuration.types)
        timeout = configuration.timeout
        backoff = configuration.backoff
        transport = try HTTPTransport(
            address: address, certificates: configuration.caFile, userAgent: "vedette/\(configuration.version)")
        self.logger = logger
    }

    private static func check(certificates path: String) throws(WebhookError) {
        guard access(path, R_OK) == 0 else {
            throw .badCertificates(path: path, String(cString: strerror(errno)))
        }
    }
}

extension Webhook: Sink {
    package func wants(_ event: EventFacts) -> Bool {
        filter.passes(event.type)
    }

    package func start(_ feed: SinkFeed) {
        _ = BlockingThread(name: "webhook") { self.run(feed) }
    }

    package func wake() {
        transport.wake()
    }

    private func run(_ feed: SinkFeed) {
        blockWriteSignalsOnThisThread()
        var health = WebhookHealth()
        while true {
            switch feed.next(upTo: 1) {
            case .deliveries(let deliveries):
                for delivery in deliveries { deliver(delivery, &health, feed) }
            case .woken, .timeout: continue
            case .end: return feed.finish()
            }
        }
    }

    private func deliver(_ delivery: Delivery, _ health: inout WebhookHealth, _ feed: SinkFeed) {
        let outcome = attempt(delivery, feed)
        var attempts = DeliveryAttempts(backoff: backoff, failures: delivery.attempts, rejections: delivery.rejections)
        let action = attempts.follow(outcome, chance: .random(in: 0...1))
        let problem = outcome.problem ?? ""
        health.say(outcome, action, delivery, to: logger, webhook: name)
        switch action {
        case .delivered: feed.settle(delivery, as: .delivered)
        case .retry(let pause):
            let isRejected = attempts.rejections > delivery.rejections
            feed.settle(delivery, as: .failed(error: problem, rejected: isRejected, after: pause))
        case .giveUp: feed.settle(delivery, as: .dead(error: problem))
        case .disable: feed.disable(problem)
        }
    }

    private func attempt(_ delivery: Delivery, _ feed: SinkFeed) -> DeliveryOutcome {
        guard let headers = headers(for: delivery) else { return .failed("cannot sign the request") }
        return transport.post(delivery.body, headers: headers, timeout: timeout) { feed.closeBy }
    }

    private func headers(for delivery: Delivery) -> [String]? {
        let id = delivery.id
        let timestamp = CaptureTime.now().microseconds / 1_000_000
        let common = [
            "Content-Type: application/cloudevents+json; charset=utf-8",
            "webhook-id: \(id)",
            "webhook-timestamp: \(timestamp)",
        ]
        guard let secret else { return common }
        return secret.signature(id: id, timestamp: timestamp, body: delivery.body).map {
            common + ["webhook-signature: \($0)"]
        }
    }
}
