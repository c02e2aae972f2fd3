package import Clocks

/// What the database knows of a sink, at one moment.
package struct SinkState: Hashable, Sendable {
    package let name: String

    /// Whether the daemon that wrote last had it in its configuration.
    package let isConfigured: Bool

    /// All events up to this sequence number are settled: delivered, given up, or never meant for this sink.
    package let cursor: Int64

    /// Events that are to be delivered still, the ones on their way among them.
    package let waiting: Int

    /// When the oldest of them was committed.
    package let oldestWaiting: CaptureTime?

    /// Events given up, which ``EventStore/retryDead(sink:ids:)`` sends again.
    package let dead: Int

    /// Failed attempts of the event that failed most, among those that wait.
    package let attempts: Int

    /// When the next failed event is tried again; nil where none waits for its time.
    package let nextAttempt: CaptureTime?

    /// Why the latest attempt failed, without secrets; nil after a success.
    package let lastError: String?

    /// When the receiver said that it wants no more (410); nil where it did not.
    package let disabledSince: CaptureTime?

    /// Since the database was made.
    package let totals: SinkTotals
}

/// What became of a sink's events and attempts since the database was made.
package struct SinkTotals: Hashable, Sendable {
    package var delivered = 0

    /// Attempts that failed.
    package var failed = 0

    /// Attempts after a failed one.
    package var retried = 0

    /// Events that the sink's policy gave up.
    package var dead = 0

    /// Events that were never delivered, since the outbox's bound forced them out.
    package var lost = 0

    package init(delivered: Int = 0, failed: Int = 0, retried: Int = 0, dead: Int = 0, lost: Int = 0) {
        self.delivered = delivered
        self.failed = failed
        self.retried = retried
        self.dead = dead
        self.lost = lost
    }

    mutating func add(_ other: SinkTotals) {
        delivered += other.delivered
        failed += other.failed
        retried += other.retried
        dead += other.dead
        lost += other.lost
    }
}

/// An event that a sink waits for, or gave up, and why.
package struct DeliveryRecord: Hashable, Sendable {
    package enum State: Int, Sendable {
        case waiting = 0
        case dead = 1
    }

    package let sink: String
    package let event: StoredEvent
    package let state: State

    /// Attempts that failed so far.
    package let attempts: Int
    package let nextAttempt: CaptureTime?

    /// Without secrets.
    package let lastError: String?

    /// When it got into this state, or was last tried.
    package let changed: CaptureTime?
}
