package import Clocks

/// An event as the database keeps it.
package struct StoredEvent: Hashable, Sendable {
    /// Its place in the order in which this box committed its events; never used twice.
    package let sequence: Int64

    /// A UUIDv7's text.
    package let id: String

    /// CloudEvents' `type`; a text, since a later version may have written types of its own.
    package let type: String

    /// nil for what concerns the daemon as a whole.
    package let camera: String?

    /// When it happened, as in the event.
    package let time: CaptureTime

    /// When it was committed, by this box's clock.
    package let stored: CaptureTime

    /// The event's line in the log without its end, and the body that webhooks get.
    package let body: [UInt8]
}

/// Which events are meant; what is not set does not narrow.
package struct EventQuery: Sendable {
    /// By the events' own time; the moment itself is within.
    package var since: CaptureTime?

    /// By the events' own time; the moment itself is not within.
    package var until: CaptureTime?

    /// Names of cameras; the empty name stands for the daemon's own events.
    package var cameras: [String] = []

    /// Types, with `*` and `?` for any characters.
    package var types: [String] = []

    /// Only what was committed after this one.
    package var after: Int64?

    package var limit: Int?

    /// In the order of commits, backwards.
    package var newestFirst = false

    package init() {}
}
