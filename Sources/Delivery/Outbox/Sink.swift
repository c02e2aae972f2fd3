package import Events

/// Where events go: the log, a webhook, a broker. Each has a thread of its own, on which alone it blocks.
///
/// The outbox commits an event to the database before any sink sees it, and gives each sink its ``SinkFeed`` to take events
/// from and to settle them by. A crash in between costs nothing but a repetition with the same id.
package protocol Sink: AnyObject, Sendable {
    /// What the database, logs and counts call it; unique, and the same over restarts. Holds no secret.
    var name: String { get }

    /// Whether it gets all events in the one order of their commits, and is known by how far it is (the log), instead of
    /// taking each camera's events by themselves.
    var isSequential: Bool { get }

    /// Whether it is to get an event; asked when the event is committed, and never again.
    func wants(_ event: EventFacts) -> Bool

    /// Starts the thread, which takes from the feed until that says `end`, and then tells it ``SinkFeed/finish()``.
    func start(_ feed: SinkFeed)

    /// The feed is being closed: whatever the sink waits for but its feed should look at ``SinkFeed/closeBy``.
    func wake()
}

extension Sink {
    package var isSequential: Bool { false }
    package func wake() {}
}
