import Threads

/// What the outbox tells a feed, and asks of it.
extension SinkFeed {
    var counts: SinkCounts {
        state.withLock { state in
            var counts = state.counts
            counts.oldestWaiting = state.lanes.oldest?.stored
            return counts
        }
    }

    /// The sink's number in the database; nil where it gets no events.
    var target: Int64? {
        state.withLock { $0.counts.disabled ? nil : $0.attachment?.sink }
    }

    /// Goes on with what waits in a database.
    func attach(_ store: EventStore, sink: Int64) throws(StoreError) {
        let lanes = isSequential ? [] : try store.lanes(sink: sink)
        let cursor = isSequential ? try store.cursor(sink: sink) : 0
        let newest = try store.lastSequence()
        let waiting =
            isSequential
            ? try store.waiting(after: cursor, through: newest) : lanes.reduce(0) { $0 + $1.waiting }
        state.withLock { state in
            _ = state.lanes.empty()
            if isSequential { state.lanes.open(camera: "", after: cursor, mayHaveMore: waiting > 0) }
            for lane in lanes { state.lanes.open(camera: lane.camera, after: 0, mayHaveMore: true) }
            state.unrecorded = []
            state.recorded = cursor
            state.newest = newest
            state.attachment = Attachment(store: store, sink: sink)
            state.counts.accepted = state.counts.delivered + state.counts.allDropped + waiting
        }
    }

    /// Lets go of a database. What is handed out may be settled still, to no effect.
    ///
    /// - Returns: what was at hand and not settled, and whether the sink has it in its hands right now.
    func detach() -> [(delivery: Delivery, isOutstanding: Bool)] {
        state.withLock { state in
            state.attachment = nil
            let outstanding = Set(state.lanes.outstanding.map(\.sequence))
            return state.lanes.empty().map { ($0, outstanding.contains($0.sequence)) }
        }
    }

    /// Events that were just committed for this sink.
    func offer(_ deliveries: [Delivery]) {
        guard !deliveries.isEmpty else { return }
        state.withLock { state in
            guard state.attachment != nil, !state.counts.disabled else { return }
            state.counts.accepted += deliveries.count
            state.offered += deliveries.count
            state.newest = deliveries.last?.sequence ?? state.newest
            for delivery in deliveries { state.lanes.offer(delivery) }
        }
    }

    /// Counts events that are not kept for a sink that wants no more.
    func refuse(_ count: Int) {
        state.withLock { state in
            guard state.counts.disabled, count > 0 else { return }
            state.counts.accepted += count
            state.counts.drop(count, cause: .disabled)
        }
    }

    /// The last event that a sequential sink was given.
    var handedThrough: Int64 { state.withLock { $0.lanes.handedThrough } }

    /// How far the database knows a sequential sink to be.
    var recordedThrough: Int64 { state.withLock { $0.recorded } }

    /// The database knows now of these that they are settled.
    func recorded(_ sequences: [Int64]) {
        guard !sequences.isEmpty else { return }
        state.withLock { $0.unrecorded.subtract(sequences) }
    }

    /// The database knows now how far a sequential sink is.
    func recorded(through sequence: Int64) {
        state.withLock { $0.recorded = sequence }
    }

    /// Looks again at everything that waits: another process changed it.
    func resynchronise() throws(StoreError) {
        guard !isSequential, let attachment = state.withLock({ $0.attachment }) else { return }
        let lanes = try attachment.store.lanes(sink: attachment.sink)
        let isDisabled = try attachment.store.isDisabled(sink: attachment.sink)
        state.withLock { state in
            state.counts.disabled = isDisabled
            let waiting = lanes.reduce(0) { $0 + $1.waiting } - state.unrecorded.count
            state.counts.accepted = state.counts.delivered + state.counts.allDropped + max(0, waiting)
            state.lanes.rewind(lanes.map(\.camera))
        }
    }

    /// What is up to this event was removed from the database, `lost` of it before it was settled.
    func forget(through sequence: Int64, lost: Int) {
        state.withLock { state in
            state.lanes.forget(through: sequence)
            state.counts.drop(min(lost, state.counts.queued), cause: .overflow)
        }
    }

    /// The id of the oldest event that waits; nil where that is not known, empty where none waits.
    var mark: String? {
        state.withLock { state in
            guard state.attachment != nil, state.lanes.isKnown else { return nil }
            return state.lanes.oldest?.id ?? ""
        }
    }

    /// The sink has until `moment`.
    func close(by moment: ContinuousClock.Instant) {
        state.withLock { $0.closeBy = $0.closeBy ?? moment }
    }

    /// No more events will be offered.
    func drain() {
        state.withLock { $0.isDraining = true }
    }

    /// - Returns: whether the sink's thread came to its end by then.
    func awaitEnd(until moment: ContinuousClock.Instant) -> Bool {
        state.wait(for: max(.zero, moment - .now)) { $0.isFinished ? true : nil } ?? false
    }
}
