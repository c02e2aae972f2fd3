package import Events
package import Logging
import Synchronization

/// The way out of the daemon: what is submitted here is kept until the log and every receiver that wants it has it.
///
/// ``submit(_:arrived:)`` is called by the cameras' workers and never waits for a disk or a network. One thread commits
/// events to a database; only then do the sinks get them, each on a thread of its own, so that one that is slow or dead costs
/// neither a camera nor another sink anything. Each sink sees a camera's events in the order in which they were submitted.
package final class Outbox: Sendable {
    package struct Storage: Sendable {
        /// For the database and what belongs to it; made where it is missing. One daemon's alone.
        package var directory: String
        package var retention: Retention

        package init(
            directory: String,
            retention: Retention = Retention(longest: .seconds(7 * 86_400), bytes: 1 << 30)
        ) {
            self.directory = directory
            self.retention = retention
        }

        var path: String { directory + "/" + EventStore.fileName }
        var marksPath: String { directory + "/settled.json" }
    }

    private let inbox = Inbox()
    private let lineup: Mutex<Lineup>
    private let committer: Committer
    private let logger: Logger

    /// - Parameters:
    ///   - log: nil where no log is kept.
    ///   - receivers: all other sinks.
    ///   - events: makes the events by which the outbox tells of itself.
    /// - Throws: ``StoreError`` where the database cannot be used and waiting does not mend that: a newer version wrote it,
    ///   another daemon has it, the folder may not be written. A full disk is waited for.
    package init(
        _ storage: Storage, log: EventLog?, receivers: [any Sink], events: EventFactory,
        logger: Logger
    ) throws(StoreError) {
        self.logger = logger
        let first = Lineup(log: log, receivers: receivers, inbox: inbox)
        lineup = Mutex(first)
        committer = Committer(storage: storage, inbox: inbox, events: events, logger: logger)
        try committer.start(first)
        first.start()
        for place in first.places where place.feed.counts.queued > 0 {
            logger.notice(
                "events from before the start wait for a sink",
                metadata: ["sink": "\(place.sink.name)", "events": "\(place.feed.counts.queued)"])
        }
    }

    /// Puts other sinks in the place of those that there are, in any number; one that has the name of an old one goes on where
    /// that was. Events may be submitted meanwhile.
    ///
    /// - Parameter farewell: how long those that go may take for what they are at.
    package func change(log: EventLog?, receivers: [any Sink], within farewell: Duration) {
        let old = lineup.withLock { $0 }
        if !old.end(by: .now + farewell) {
            logger.warning("a sink did not end in time; its successor begins all the same")
        }
        let next = Lineup(log: log, receivers: receivers, inbox: inbox)
        committer.change(to: next)
        lineup.withLock { $0 = next }
        next.start()
    }

    /// Hands an event over for delivery.
    ///
    /// - Parameter arrived: when the frame that it tells of had arrived, for measuring.
    package func submit(_ event: Event, arrived: ContinuousClock.Instant? = nil) {
        inbox.submit(.init(event: event, arrived: arrived))
    }

    /// Opens the log's path anew before the next event; for SIGHUP.
    package func reopenLog() {
        lineup.withLock { $0.log }?.reopen()
    }

    /// Commits what was submitted, delivers what can be delivered at once, and stops. Blocks the calling thread for at most
    /// `deadline`, whatever a disk or a receiver does. What is not delivered waits for the next start.
    package func close(within deadline: Duration) {
        let end = ContinuousClock.now + max(.zero, deadline)
        // The last progress has to reach the disk, too.
        let last = end - min(deadline * 0.2, .milliseconds(500))
        committer.commitAll(by: last)
        let lineup = lineup.withLock { $0 }
        _ = lineup.end(by: last)
        committer.end(by: end)
        for counts in lineup.places.map(\.feed.counts) where counts.queued > 0 {
            logger.notice(
                "events wait for the next start",
                metadata: ["sink": "\(counts.sink)", "events": "\(counts.queued)"])
        }
        let lost = inbox.counts.waiting + inbox.counts.late
        guard lost > 0 else { return }
        logger.error(
            "events could not be committed before the daemon stopped; they are lost",
            metadata: ["events": "\(lost)"])
    }

    /// What each sink has done so far: the log first, then the receivers as configured.
    package var counts: [SinkCounts] { lineup.withLock { $0.places }.map(\.feed.counts) }

    /// What the outbox holds, and how it is; asks the file system.
    package var condition: OutboxCondition {
        let inbox = inbox.counts
        return OutboxCondition(
            bytes: committer.store.map { ((try? $0.usedBytes()) ?? 0) + $0.logBytes } ?? 0, uncommitted: inbox.waiting,
            lostUncommitted: inbox.lost + inbox.late, trouble: committer.trouble)
    }
}
