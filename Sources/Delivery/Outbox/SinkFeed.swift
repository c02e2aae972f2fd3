import Clocks
import Threads

/// A sink's side of the outbox: hands out events in each camera's order, and takes back what became of them.
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

    private struct State: Sendable {
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
    private struct Attachment: Sendable {
        let store: EventStore
        let sink: Int64
    }

    package let name: String
    private let isSequential: Bool
    private let inbox: Inbox
    private let state: Monitor<State>

    /// Settled events of which the database does not know, at most: while it cannot be written, no more are handed out.
    private static let mostUnrecorded = 10_000

    /// After a reading failed.
    private static let readingPause = Duration.seconds(1)

    init(name: String, isSequential: Bool, inbox: Inbox) {
        self.name = name
        self.isSequential = isSequential
        self.inbox = inbox
        state = Monitor(
            State(
                lanes: Lanes(isSequential: isSequential, capacity: isSequential ? 1_024 : 64),
                counts: SinkCounts(sink: name)))
    }

    // MARK: - For the sink

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

    // MARK: - For the outbox

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

// MARK: - Steps

extension SinkFeed {
    private enum Choice {
        case deliveries([Delivery], Attachment)
        case read(camera: String, after: Int64, Attachment)
        case nothing(until: ContinuousClock.Instant?)
    }

    private enum Step {
        case wake(Wake)
        case read(camera: String, after: Int64, Attachment)
        case again
    }

    /// Called with the state's lock held, as all below that take the state.
    private func choose(_ attachment: Attachment?, _ limit: Int, _ state: inout State) -> Choice {
        guard let attachment, !state.counts.disabled else { return .nothing(until: nil) }
        guard state.unrecorded.count < Self.mostUnrecorded else {
            return .nothing(until: .now + Self.readingPause)
        }
        switch state.lanes.next(upTo: limit, at: .now) {
        case .deliveries(let deliveries): return .deliveries(deliveries, attachment)
        case .read(let camera, let sequence): return .read(camera: camera, after: sequence, attachment)
        case .nothing(let moment): return .nothing(until: moment)
        }
    }

    private func step(_ limit: Int, until end: ContinuousClock.Instant?) -> Step {
        var waitEnd = end
        let first = state.withLock { evaluate(limit, &$0, &waitEnd) }
        if let first { return first }
        let known = waitEnd
        let step = state.wait(for: known.map { max(.zero, $0 - .now) }) { state -> Step? in
            var moment = end
            if let step = evaluate(limit, &state, &moment) { return step }
            // Another lane's time may come before the one that is waited for.
            return moment != known && moment.map { moment in known.map { moment < $0 } ?? true } ?? false
                ? .again : nil
        }
        if let step { return step }
        return end.map { $0 <= .now } ?? false ? .wake(.timeout) : .again
    }

    private func evaluate(
        _ limit: Int, _ state: inout State, _ waitEnd: inout ContinuousClock.Instant?
    ) -> Step? {
        if state.isFinished { return .wake(.end) }
        if let closeBy = state.closeBy, closeBy <= .now { return .wake(.end) }
        if state.isWoken {
            state.isWoken = false
            return .wake(.woken)
        }
        switch choose(state.attachment, limit, &state) {
        case .deliveries(let deliveries, _): return .wake(.deliveries(deliveries))
        case .read(let camera, let sequence, let attachment):
            return .read(camera: camera, after: sequence, attachment)
        case .nothing(let moment):
            if state.isDraining { return .wake(.end) }
            waitEnd = [waitEnd, moment, state.closeBy].compactMap(\.self).min()
            return nil
        }
    }

    private func read(_ camera: String, after sequence: Int64, _ attachment: Attachment) {
        let limit = isSequential ? 512 : 64
        let deliveries: [Delivery]
        do throws(StoreError) {
            deliveries =
                isSequential
                ? try attachment.store.following(sequence, limit: limit)
                : try attachment.store.waiting(
                    sink: attachment.sink, camera: camera, after: sequence, limit: limit)
        } catch {
            inbox.report(error)
            state.withLock { $0.lanes.failReading(camera: camera, until: .now + Self.readingPause) }
            return
        }
        state.withLock { state in
            guard state.attachment?.store === attachment.store else { return }
            let unrecorded = state.unrecorded
            state.lanes.endReading(camera: camera, deliveries, isComplete: deliveries.count < limit) {
                unrecorded.contains($0)
            }
            let pause = deliveries.first?.nextAttempt.map { pauseLeft(until: $0) }
            if let pause { state.lanes.pause(camera: camera, until: .now + pause) }
        }
    }

    /// Of a moment by the clock on the wall, which may have been set since: no more than a day.
    private func pauseLeft(until moment: CaptureTime) -> Duration {
        let left = moment.microseconds - CaptureTime.now().microseconds
        return .microseconds(min(max(left, 0), 86_400_000_000))
    }

    private func settle(
        _ delivery: Delivery, as outcome: Delivery.Outcome, _ state: inout State,
        _ changes: inout StoreChanges
    ) {
        guard let sink = state.attachment?.sink, state.lanes.holds(delivery) else { return }
        var totals = changes.totals[sink] ?? SinkTotals()
        func progress(_ outcome: StoreChanges.Progress.Outcome) {
            guard !isSequential else { return }
            changes.progress.append(
                .init(sink: sink, camera: delivery.camera, sequence: delivery.sequence, outcome: outcome))
        }
        if delivery.attempts > 0, outcome != .untried {
            state.counts.retried += 1
            totals.retried += 1
        }
        switch outcome {
        case .untried: state.lanes.settle(delivery, retry: delivery)
        case .delivered:
            state.lanes.settle(delivery)
            state.counts.delivered += 1
            totals.delivered += 1
            if state.counts.lastError != nil { changes.lastErrors[sink] = .some(nil) }
            state.counts.lastError = nil
            done(delivery, &state)
            progress(.delivered)
        case .failed(let error, let rejected, let pause):
            var retry = delivery
            retry.attempts += 1
            if rejected { retry.rejections += 1 }
            state.lanes.settle(delivery, retry: retry, pausedUntil: .now + pause)
            failed(error, &state, &totals)
            changes.lastErrors[sink] = error
            let next = CaptureTime(microseconds: CaptureTime.now().microseconds + pause.wholeMicroseconds)
            progress(
                .failed(
                    attempts: retry.attempts, rejections: retry.rejections, nextAttempt: next, error: error))
        case .dead(let error):
            state.lanes.settle(delivery)
            state.counts.drop(1, cause: .refused)
            failed(error, &state, &totals)
            totals.dead += 1
            changes.lastErrors[sink] = error
            done(delivery, &state)
            progress(.dead(attempts: delivery.attempts + 1, error: error))
        }
        if totals != SinkTotals() { changes.totals[sink] = totals }
    }

    private func done(_ delivery: Delivery, _ state: inout State) {
        if !isSequential { state.unrecorded.insert(delivery.sequence) }
    }

    private func failed(_ error: String, _ state: inout State, _ totals: inout SinkTotals) {
        state.counts.failed += 1
        state.counts.lastError = error
        totals.failed += 1
    }
}

extension Duration {
    var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
