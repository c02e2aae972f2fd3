package import Events
package import Logging
import Synchronization

/// The way out of the daemon: what is submitted here is kept until the log and every receiver that wants it has it.
///
/// ``submit(_:arrived:)`` is called by the cameras' workers and never waits for a disk or a network. One thread commits
/// events to a database; only then do the sinks get them, each on a thread of its own, so that one that is slow or dead costs
/// neither a camera nor another sink anything. Each sink sees a camera's events in the order in which they were submitted.
package final class Outbox: Sendable {
    package struct Settings: Sendable {
        /// For the database and what belongs to it; made where it is missing. One daemon's alone.
        package var directory: String
        package var retention: Retention

        package init(directory: String, retention: Retention = Retention(longest: .seconds(7 * 86_400), bytes: 1 << 30))
        {
            self.directory = directory
            self.retention = retention
        }

        var path: String { directory + "/" + EventStore.fileName }
        var marksPath: String { directory + "/settled.json" }
    }

    private let log: EventLog?
    private let inbox = Inbox()
    private let sinks: [(sink: any Sink, feed: SinkFeed)]
    private let committer: Committer
    private let logger: Logger

    /// - Parameters:
    ///   - log: nil where no log is kept.
    ///   - receivers: all other sinks.
    ///   - events: makes the events by which the outbox tells of itself.
    /// - Throws: ``StoreError`` where the database cannot be used and waiting does not mend that: a newer version wrote it,
    ///   another daemon has it, the folder may not be written. A full disk is waited for.
    package init(
        _ settings: Settings, log: EventLog?, receivers: [any Sink], events: EventFactory, logger: Logger
    ) throws(StoreError) {
        let inbox = inbox
        self.log = log
        self.logger = logger
        sinks = ([log].compactMap(\.self) + receivers).map { sink in
            (sink, SinkFeed(name: sink.name, isSequential: sink.isSequential, inbox: inbox))
        }
        committer = Committer(
            settings: settings, inbox: inbox, sinks: sinks, log: log, events: events, logger: logger)
        try committer.start()
        for (sink, feed) in sinks { sink.start(feed) }
        for (sink, feed) in sinks where feed.counts.queued > 0 {
            logger.notice(
                "events from before the start wait for a sink",
                metadata: ["sink": "\(sink.name)", "events": "\(feed.counts.queued)"])
        }
    }

    /// Hands an event over for delivery.
    ///
    /// - Parameter arrived: when the frame that it tells of had arrived, for measuring.
    package func submit(_ event: Event, arrived: ContinuousClock.Instant? = nil) {
        inbox.submit(.init(event: event, arrived: arrived))
    }

    /// Opens the log's path anew before the next event; for SIGHUP.
    package func reopenLog() {
        log?.reopen()
    }

    /// Commits what was submitted, delivers what can be delivered at once, and stops. Blocks the calling thread for at most
    /// `deadline`, whatever a disk or a receiver does. What is not delivered waits for the next start.
    package func close(within deadline: Duration) {
        let end = ContinuousClock.now + max(.zero, deadline)
        // The last progress has to reach the disk, too.
        let last = end - min(deadline * 0.2, .milliseconds(500))
        committer.commitAll(by: last)
        for (sink, feed) in sinks {
            feed.close(by: last)
            feed.drain()
            sink.wake()
        }
        for (_, feed) in sinks { _ = feed.awaitEnd(until: last) }
        committer.end(by: end)
        for counts in sinks.map(\.feed.counts) where counts.queued > 0 {
            logger.notice(
                "events wait for the next start",
                metadata: ["sink": "\(counts.sink)", "events": "\(counts.queued)"])
        }
        let lost = inbox.counts.waiting + inbox.counts.late
        guard lost > 0 else { return }
        logger.error(
            "events could not be committed before the daemon stopped; they are lost", metadata: ["events": "\(lost)"])
    }

    /// What each sink has done so far: the log first, then the receivers as configured.
    package var counts: [SinkCounts] { sinks.map(\.feed.counts) }

    /// What the outbox holds, and how it is; asks the file system.
    package var condition: OutboxCondition {
        let inbox = inbox.counts
        return OutboxCondition(
            bytes: (try? committer.store?.usedBytes()) ?? 0, uncommitted: inbox.waiting,
            lostUncommitted: inbox.lost + inbox.late, trouble: committer.trouble)
    }

    /// Events that held a number which JSON cannot say; always 0 but for a bug.
    package var unencodableEvents: Int { committer.unencodable }
}
