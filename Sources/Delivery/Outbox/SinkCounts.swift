package import Clocks

/// Why an event did not reach a sink.
package enum DropCause: String, CaseIterable, Sendable {
    /// The outbox met its bound, and it was the oldest.
    case overflow

    /// The receiver refused it as often as the policy asks, see ``DeliveryAttempts``; kept as a dead letter.
    case refused

    /// The receiver answered 410 and wants no more.
    case disabled
}

/// What one sink has done since the start, at one moment.
///
/// `accepted = delivered + all drops + queued`, always.
package struct SinkCounts: Hashable, Sendable {
    package let sink: String

    /// Events that were meant for this sink, what had waited at the start among them; those that its filter leaves out are
    /// not counted at all.
    package internal(set) var accepted = 0
    package internal(set) var delivered = 0

    /// Attempts that failed: a write to the log, a request to a webhook.
    package internal(set) var failed = 0

    /// Attempts after a failed one.
    package internal(set) var retried = 0
    package internal(set) var dropped: [DropCause: Int] = [:]

    /// The receiver answered 410.
    package internal(set) var disabled = false

    /// Why the latest attempt failed, without secrets; nil after a success.
    package internal(set) var lastError: String?

    /// When the oldest of the events that wait was committed, as far as the sink has looked; nil where none waits.
    package internal(set) var oldestWaiting: CaptureTime?

    init(sink: String) {
        self.sink = sink
    }

    package var allDropped: Int { dropped.values.reduce(0, +) }

    /// Waiting, or on its way.
    package var queued: Int { accepted - delivered - allDropped }

    /// Given up since the start, and kept: refused, or left when the receiver wanted no more.
    package var dead: Int { dropped[.refused, default: 0] }

    mutating func drop(_ number: Int, cause: DropCause) {
        if number > 0 { dropped[cause, default: 0] += number }
    }
}

/// What the outbox as a whole holds, at one moment.
package struct OutboxCondition: Hashable, Sendable {
    /// Of the database with its write-ahead log; 0 where it cannot be read.
    package let bytes: Int

    /// Events that wait in memory to be committed.
    package let uncommitted: Int

    /// Events that were lost before they could be committed, since the database could not be written for too long.
    package let lostUncommitted: Int

    /// Why the database cannot be written; nil while it can.
    package let trouble: String?
}
