import Clocks
import Events
import Logging

extension Committer {
    private static let clearingInterval = Duration.seconds(10)

    /// Events that one transaction removes, so that none takes long.
    private static let step = 1_000

    /// Transactions in a row: what is left waits for the next time, and events go before it.
    private static let stepsInARow = 20

    /// Removes what the retention does not keep: settled events beyond their age; then, while the database is too large, the
    /// oldest settled ones; and only then the oldest of all.
    func clear(_ store: EventStore, _ state: inout State) throws(StoreError) {
        state.nextClearing = .now + Self.clearingInterval
        var steps = Self.stepsInARow
        if let longest = storage.retention.longest {
            let moment = CaptureTime(
                microseconds: CaptureTime.now().microseconds - longest.wholeMicroseconds)
            while steps > 0, try store.removeSettled(before: moment, limit: Self.step) == Self.step {
                steps -= 1
            }
        }
        while steps > 0, try store.usedBytes() > storage.retention.bytes {
            steps -= 1
            if try store.removeSettled(before: nil, limit: Self.step) > 0 { continue }
            // What the sinks have settled meanwhile need not be lost.
            if try commitProgress(store, state.lineup) { continue }
            if try !removeOldest(store, &state) { break }
        }
        if steps == 0 { state.nextClearing = .now }
    }

    /// The log is the second copy: what it is still to write is not removed, unless it cannot be written.
    ///
    /// - Returns: whether anything was.
    private func removeOldest(_ store: EventStore, _ state: inout State) throws(StoreError) -> Bool {
        let log = state.lineup.places.first { $0.sink.isSequential }?.feed
        let end = log.map { $0.counts.lastError == nil ? $0.recordedThrough : .max } ?? .max
        let removed = try store.removeOldest(limit: Self.step, through: end)
        guard removed.through > 0 else { return false }
        for (sink, feed) in state.lineup.places.map({ ($0.sink, $0.feed) }) {
            guard let target = feed.target else { continue }
            let lost = removed.lost[target] ?? 0
            feed.forget(through: removed.through, lost: lost)
            state.losses.add(lost, of: sink.name)
        }
        return true
    }

    /// Says what was lost, by log and by event: at the first one, then at most once a minute.
    func tellOfLosses(_ state: inout State) {
        guard let loss = state.losses.due(unsaved: inbox.counts.lost, at: .now) else { return }
        logger.error(
            "outbox is full; the oldest undelivered events are lost",
            metadata: [
                "sinks": "\(loss.sinks.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })",
                "uncommitted": "\(loss.unsaved)",
            ])
        let report = OutboxDropReport(sinks: loss.sinks, unsaved: loss.unsaved)
        inbox.submit(
            .init(event: events.event(.outboxDropped(report), camera: nil, at: .now()), arrived: nil))
    }
}

/// When to say that events are lost, and how many: a state machine without a clock.
struct LossNotice: Sendable {
    private var sinks: [String: Int] = [:]
    private var unsavedSaid = 0
    private var lastSaid: ContinuousClock.Instant?

    mutating func add(_ count: Int, of sink: String) {
        if count > 0 { sinks[sink, default: 0] += count }
    }

    /// - Parameter unsaved: events lost before they were in the database, since the start.
    mutating func due(unsaved: Int, at now: ContinuousClock.Instant) -> (
        sinks: [String: Int], unsaved: Int
    )? {
        guard !sinks.isEmpty || unsaved > unsavedSaid else { return nil }
        guard lastSaid.map({ now - $0 >= .seconds(60) }) ?? true else { return nil }
        defer {
            sinks = [:]
            unsavedSaid = unsaved
            lastSaid = now
        }
        return (sinks, unsaved - unsavedSaid)
    }
}
