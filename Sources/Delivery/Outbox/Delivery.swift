package import Clocks

/// An event that a sink is to deliver, with what was tried already.
package struct Delivery: Hashable, Sendable {
    /// Its place in the order of commits.
    package let sequence: Int64

    /// A UUIDv7's text; the same on every attempt.
    package let id: String

    package let type: String

    /// Empty for the daemon's own.
    package let camera: String

    /// One line of JSON, without the line's end: a structured CloudEvent.
    package let body: [UInt8]

    /// When it was committed, by this box's clock.
    package let stored: CaptureTime

    /// When the frame that it tells of had arrived; nil where nobody measures, and after a restart.
    package var arrived: ContinuousClock.Instant?

    /// Attempts that failed so far.
    package var attempts = 0

    /// Answers that blame this event, among them.
    package var rejections = 0

    /// For one that was tried before a restart: when it may be tried again.
    var nextAttempt: CaptureTime?

    package init(
        sequence: Int64, id: String, type: String, camera: String, body: [UInt8], stored: CaptureTime
    ) {
        self.sequence = sequence
        self.id = id
        self.type = type
        self.camera = camera
        self.body = body
        self.stored = stored
    }
}

extension Delivery {
    /// What became of an attempt.
    package enum Outcome: Equatable, Sendable {
        case delivered

        /// The sink tries again, not before `after` has passed.
        case failed(error: String, rejected: Bool, after: Duration)

        /// Given up, and kept as a dead letter.
        case dead(error: String)

        /// Not tried after all, such as when the outbox was closed first: it goes next time.
        case untried
    }
}
