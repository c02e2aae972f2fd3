package import Events
package import Logging
import Synchronization

/// The way out of the daemon: what is submitted here goes to the log and to every webhook that wants it.
///
/// ``submit(_:arrived:)`` is called by the cameras' workers and never waits for a disk or a network: each sink has a
/// bounded queue and a thread of its own, so that one that is slow or dead costs neither a camera nor another sink
/// anything. Within one thread's submissions, each sink sees the order in which they were made.
package final class Outbox: Sendable {
    private let log: EventLog?
    private let sinks: [any Sink]
    private let logger: Logger
    private let unencodable = Atomic(0)

    /// - Parameters:
    ///   - log: nil where no log is kept.
    package init(log: EventLog?, webhooks: [Webhook], logger: Logger) {
        self.log = log
        self.logger = logger
        sinks = [log].compactMap(\.self) + webhooks as [any Sink]
        for sink in sinks { sink.start() }
    }

    /// Hands an event over for delivery.
    ///
    /// - Parameter arrived: when the frame that it tells of had arrived, for measuring.
    package func submit(_ event: Event, arrived: ContinuousClock.Instant? = nil) {
        do {
            let message = Message(id: event.id, type: event.type, body: try event.json(), arrived: arrived)
            for sink in sinks { sink.accept(message) }
        } catch {
            unencodable.add(1, ordering: .relaxed)
            logger.error(
                "event cannot be written as JSON; it is lost",
                metadata: ["type": "\(event.type.rawValue)", "source": "\(event.source)", "error": "\(error)"])
        }
    }

    /// Opens the log's path anew before the next event; for SIGHUP.
    package func reopenLog() {
        log?.reopen()
    }

    /// Delivers what waits, for as long as `deadline` allows, and stops. Blocks the calling thread for at most that
    /// long, whatever a disk or a receiver does. What was left is counted, and said.
    package func close(within deadline: Duration) {
        let moment = ContinuousClock.now + deadline
        for sink in sinks { sink.close(by: moment) }
        for sink in sinks { sink.awaitEnd(until: moment) }
        for counts in counts where counts.dropped[.closing, default: 0] > 0 {
            logger.warning(
                "events were not delivered before the daemon stopped",
                metadata: ["sink": "\(counts.sink)", "events": "\(counts.dropped[.closing, default: 0])"])
        }
    }

    /// What each sink has done so far: the log first, then the webhooks as configured.
    package var counts: [SinkCounts] { sinks.map(\.counts) }

    /// Events that held a number which JSON cannot say; always 0 but for a bug.
    package var unencodableEvents: Int { unencodable.load(ordering: .relaxed) }
}
