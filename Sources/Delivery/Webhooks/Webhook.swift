import Clocks
import Events
import Glibc
package import Logging
import Threads

/// An HTTP endpoint that events are posted to, one at a time and in order, by a thread of its own.
///
/// Requests follow Standard Webhooks: `webhook-id` is the event's id on every attempt, timestamp and signature are an
/// attempt's own. What follows an answer is ``DeliveryAttempts``. Up to 10,000 events and 32 MiB wait for a receiver
/// that is slow or away; after that the oldest are dropped, and counted.
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
    private let queue: SinkQueue
    private let logger: Logger

    private static let limit = Backlog.Limit(events: 10_000, bytes: 32 << 20)

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
        queue = SinkQueue(sink: name, limit: Self.limit)
        self.logger = logger
    }

    private static func check(certificates path: String) throws(WebhookError) {
        guard access(path, R_OK) == 0 else {
            throw .badCertificates(path: path, String(cString: strerror(errno)))
        }
    }
}

extension Webhook: Sink {
    func start() {
        _ = BlockingThread(name: "webhook") { self.run() }
    }

    func accept(_ message: Message) {
        if filter.passes(message.type) { queue.accept(message) }
    }

    func close(by moment: ContinuousClock.Instant) {
        queue.close(by: moment)
        transport.wake()
    }

    func awaitEnd(until moment: ContinuousClock.Instant) {
        queue.awaitEnd(until: moment)
    }

    package var counts: SinkCounts { queue.counts }

    private func run() {
        blockWriteSignalsOnThisThread()
        var health = WebhookHealth()
        while case .messages(let messages) = queue.next(upTo: 1) {
            for message in messages { deliver(message, &health) }
        }
        queue.end()
    }

    /// Tries until the event is delivered or lost, or the outbox's time is over.
    private func deliver(_ message: Message, _ health: inout WebhookHealth) {
        var attempts = DeliveryAttempts(backoff: backoff)
        while true {
            let outcome = attempt(message)
            let action = attempts.follow(outcome, chance: .random(in: 0...1))
            record(outcome, action)
            health.say(outcome, action, message, to: logger, webhook: name)
            health.overflow.say(queue.counts, logger)
            guard case .retry(let delay) = action, queue.pause(for: delay) else { return }
            queue.count { $0.retried += 1 }
        }
    }

    private func attempt(_ message: Message) -> DeliveryOutcome {
        guard let headers = headers(for: message) else { return .failed("cannot sign the request") }
        return transport.post(message.body, headers: headers, timeout: timeout) { queue.closeBy }
    }

    private func headers(for message: Message) -> [String]? {
        let id = message.id.description
        let timestamp = CaptureTime.now().microseconds / 1_000_000
        let common = [
            "Content-Type: application/cloudevents+json; charset=utf-8",
            "webhook-id: \(id)",
            "webhook-timestamp: \(timestamp)",
        ]
        guard let secret else { return common }
        return secret.signature(id: id, timestamp: timestamp, body: message.body).map {
            common + ["webhook-signature: \($0)"]
        }
    }

    private func record(_ outcome: DeliveryOutcome, _ action: DeliveryAttempts.Action) {
        queue.count { counts in
            counts.lastError = outcome.problem
            if action != .delivered { counts.failed += 1 }
            switch action {
            case .delivered: counts.delivered += 1
            case .giveUp: counts.drop(1, cause: .refused)
            case .disable: counts.disabled = true
            case .retry: break
            }
        }
        if action == .disable { queue.end(cause: .disabled) }
    }
}
