/// Why an event did not reach a sink.
package enum DropCause: String, CaseIterable, Sendable {
    /// The sink was behind by more than its queue holds; the oldest waiting event made room.
    case overflow

    /// The receiver refused it as often as the policy asks, see ``DeliveryAttempts``.
    case refused

    /// The receiver answered 410 and wants no more.
    case disabled

    /// Still waiting when the outbox was closed.
    case closing
}

/// What one sink has done since the start, at one moment.
///
/// `accepted = delivered + all drops + queued`, always.
package struct SinkCounts: Hashable, Sendable {
    package let sink: String

    /// Events that were meant for this sink; those that its filter leaves out are not counted at all.
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

    init(sink: String) {
        self.sink = sink
    }

    package var allDropped: Int { dropped.values.reduce(0, +) }

    /// Waiting, or on its way.
    package var queued: Int { accepted - delivered - allDropped }
}
