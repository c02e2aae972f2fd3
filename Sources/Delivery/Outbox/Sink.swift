/// Where events go: the log, or a webhook. Each has a bounded queue and a thread of its own.
protocol Sink: Sendable {
    /// Starts the thread.
    func start()

    /// Takes an event in at once; never waits for a disk or a network.
    func accept(_ message: Message)

    /// Takes no more; what waits has until `moment`.
    func close(by moment: ContinuousClock.Instant)

    /// Returns when the thread has ended, at `moment` at the latest. The counts are final then.
    func awaitEnd(until moment: ContinuousClock.Instant)

    var counts: SinkCounts { get }
}
