import Threads

/// A sink's side of the outbox: hands out events in each camera's order, and takes back what became of them.
///
/// Here is what the sink calls, in `SinkFeed+Outbox` what the outbox does, in `SinkFeed+Steps` how the one finds what the other has.
///
/// Everything here may be called from any thread. Nothing is held in memory but the next few events of each camera: what else
/// waits is read from the database when its turn comes.
package final class SinkFeed: Sendable {
    /// What ``next(upTo:within:)`` returned for.
    package enum Wake: Equatable, Sendable {
        /// Of one camera and in order; or, for a sequential sink, the next of all.
        case deliveries([Delivery])

        /// ``wake()`` was called.
        case woken
        case timeout

        /// The outbox closes, and nothing more can go now.
        case end
    }

    struct State: Sendable {
        var lanes: Lanes
        var counts: SinkCounts
        var attachment: Attachment?

        /// Settled, though the database does not know it yet.
        var unrecorded: Set<Int64> = []

        /// How far the database knows a sequential sink to be.
        var recorded: Int64 = 0

        /// The last event that was offered, or that was there before, and how many were offered.
        var newest: Int64 = 0
        var offered = 0
        var isWoken = false
        var closeBy: ContinuousClock.Instant?

        /// The outbox closes, and every event that was submitted has been offered or will never be.
        var isDraining = false
        var isFinished = false
    }

    /// Which database the feed reads, and what the sink is called in it.
    struct Attachment: Sendable {
        let store: EventStore
        let sink: Int64
    }

    package let name: String
    let isSequential: Bool
    let inbox: Inbox
    let state: Monitor<State>

    /// Settled events of which the database does not know, at most: while it cannot be written, no more are handed out.
    static let mostUnrecorded = 10_000

    /// After a reading failed.
    static let readingPause = Duration.seconds(1)

    init(name: String, isSequential: Bool, inbox: Inbox) {
        self.name = name
        self.isSequential = isSequential
        self.inbox = inbox
        state = Monitor(
            State(
                lanes: Lanes(isSequential: isSequential, capacity: isSequential ? 1_024 : 64),
                counts: SinkCounts(sink: name)))
    }

    /// Waits for events that may go now.
    ///
    /// A camera's next events are handed out once those before are settled; a sequential sink may take on.
    /// - Parameter limit: how many at most.
    package func next(upTo limit: Int, within timeout: Duration? = nil) -> Wake {
        let end = timeout.map { ContinuousClock.now + $0 }
        while true {
            switch step(limit, until: end) {
            case .wake(let wake): return wake
            case .read(let camera, let sequence, let attachment):
                read(camera, after: sequence, attachment)
            case .again: continue
            }
        }
    }

    /// As ``next(upTo:within:)``, but does not wait.
    ///
    /// - Returns: the events, empty where none may go now; and when to ask again at the latest, nil where ``Sink/wake()``
    ///   tells of it.
    package func take(upTo limit: Int) -> (deliveries: [Delivery], again: ContinuousClock.Instant?) {
        while true {
            let choice = state.withLock { choose($0.attachment, limit, &$0) }
            switch choice {
            case .deliveries(let deliveries, _): return (deliveries, nil)
            case .read(let camera, let sequence, let attachment):
                read(camera, after: sequence, attachment)
            case .nothing(let moment): return ([], moment)
            }
        }
    }

    /// Takes back what became of an event that was handed out.
    package func settle(_ delivery: Delivery, as outcome: Delivery.Outcome) {
        settle([delivery], as: outcome)
    }

    /// The same for several that went together.
    package func settle(_ deliveries: [Delivery], as outcome: Delivery.Outcome) {
        state.withLock { state in
            var changes = StoreChanges()
            for delivery in deliveries { settle(delivery, as: outcome, &state, &changes) }
            if !changes.isEmpty { inbox.add(changes) }
        }
    }

    /// The receiver wants no more: what waits is given up, what comes is not kept for it.
    package func disable(_ reason: String) {
        state.withLock { state in
            guard let sink = state.attachment?.sink, !state.counts.disabled else { return }
            state.counts.disabled = true
            state.counts.lastError = reason
            state.counts.drop(state.counts.queued, cause: .disabled)
            _ = state.lanes.empty()
            var changes = StoreChanges()
            changes.disabled = [sink]
            changes.lastErrors = [sink: reason]
            inbox.add(changes)
        }
    }

    /// For a sequential sink: everything up to this event is where no power cut takes it.
    package func record(through sequence: Int64) {
        state.withLock { state in
            guard let sink = state.attachment?.sink else { return }
            var changes = StoreChanges()
            changes.cursors = [sink: sequence]
            inbox.add(changes)
        }
    }

    /// For a sequential sink: it has everything up to an event, and nothing after it, whatever the database says.
    ///
    /// Waits for the database, and until then for at most the outbox's close.
    /// - Parameter isRewinding: also where the database says that it has more than this.
    package func resume(after id: String, isRewinding: Bool) {
        let found = state.wait { state -> (attachment: Attachment?, newest: Int64, offered: Int)? in
            guard state.attachment != nil || state.isDraining else { return nil }
            return (state.attachment, state.newest, state.offered)
        }
        guard let found, let attachment = found.attachment, let event = try? attachment.store.event(id: id),
            let cursor = try? attachment.store.cursor(sink: attachment.sink), isRewinding || event.sequence > cursor,
            let waiting = try? attachment.store.waiting(after: event.sequence, through: found.newest)
        else { return }
        state.withLock { state in
            guard state.attachment?.store === attachment.store else { return }
            _ = state.lanes.empty()
            state.lanes.open(camera: "", after: event.sequence, mayHaveMore: true)
            // What was offered meanwhile is in the database, too, and is read from there.
            state.counts.accepted =
                state.counts.delivered + state.counts.allDropped + waiting + state.offered - found.offered
        }
    }

    /// Waits until the database knows that a sequential sink has everything up to an event.
    func awaitRecorded(through sequence: Int64, within timeout: Duration) -> Bool {
        state.wait(for: timeout) { $0.recorded >= sequence ? true : nil } ?? false
    }

    /// Counts an attempt that failed and will be repeated by the sink itself, with the events in its hands.
    package func countFailure(_ error: String) {
        state.withLock { state in
            state.counts.failed += 1
            state.counts.lastError = error
            guard let sink = state.attachment?.sink else { return }
            var changes = StoreChanges()
            changes.totals = [sink: SinkTotals(failed: 1)]
            changes.lastErrors = [sink: error]
            inbox.add(changes)
        }
    }

    /// Counts an attempt after one that ``countFailure(_:)`` told of.
    package func countRetry() {
        state.withLock { $0.counts.retried += 1 }
    }

    /// Makes ``next(upTo:within:)`` return `woken`, now or when it is called next.
    package func wake() {
        state.withLock { $0.isWoken = true }
    }

    /// Waits, but for at most `duration`; less when the outbox closes meanwhile, or ``wake()`` is called.
    ///
    /// - Returns: false where the outbox closes before the wait is over.
    package func pause(for duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        let isClosing = state.wait(for: duration) { state -> Bool? in
            if state.isWoken {
                state.isWoken = false
                return false
            }
            guard let closeBy = state.closeBy else { return nil }
            return state.isFinished || closeBy <= max(end, .now) ? true : nil
        }
        return isClosing != true
    }

    /// How far the outbox's close is.
    package enum Stage: Sendable {
        case open

        /// Nothing new comes; what waits and may go now should go.
        case draining

        /// Nothing may go any more.
        case over
    }

    package var stage: Stage {
        state.withLock { state in
            if state.isFinished || state.closeBy.map({ $0 <= .now }) ?? false { return .over }
            return state.isDraining ? .draining : .open
        }
    }

    /// When all must be over; nil while the outbox is open.
    package var closeBy: ContinuousClock.Instant? { state.withLock { $0.closeBy } }

    /// The sink's thread is at its end.
    package func finish() {
        state.withLock { $0.isFinished = true }
    }
}
