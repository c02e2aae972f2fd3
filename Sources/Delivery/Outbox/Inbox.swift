import Events
import Threads

/// What waits for the committer: events from the cameras' workers, and what the sinks have settled.
///
/// Whoever puts something in never waits for a disk: only for the lock, which nobody holds across a system call.
final class Inbox: Sendable {
    struct Submission: Sendable {
        let event: Event

        /// When the frame that it tells of had arrived; nil where nobody measures.
        let arrived: ContinuousClock.Instant?
    }

    /// What goes into the next transaction.
    struct Work: Sendable {
        var submissions: [Submission] = []
        var changes = StoreChanges()

        var isEmpty: Bool { submissions.isEmpty && changes.isEmpty }
    }

    private struct State: Sendable {
        var queue: BoundedQueue<Submission>
        var changes = StoreChanges()
        var changedSince: ContinuousClock.Instant?

        /// Dropped since the queue was full, and dropped since the outbox was closed.
        var lost = 0
        var late = 0
        var damage: StoreError?
        var isClosed = false
        var isFlushed = false

        func progressIsDue(by end: ContinuousClock.Instant) -> ContinuousClock.Instant {
            changedSince.map { min(end, $0 + Inbox.patience) } ?? end
        }
    }

    private let state: Monitor<State>

    /// Events that wait in memory while the database cannot be written.
    static let limit = 20_000

    /// Events in one transaction, at most.
    private static let group = 2_000

    /// How long a sink's progress waits for more of it, or for an event, before it is committed: a crash within that time
    /// makes some events go out once more.
    private static let patience = Duration.milliseconds(200)

    init() {
        state = Monitor(State(queue: BoundedQueue(limit: Self.limit)))
    }

    // MARK: From any thread

    func submit(_ submission: Submission) {
        state.withLock { state in
            if state.isClosed {
                state.late += 1
            } else {
                state.lost += state.queue.append(submission)
            }
        }
    }

    func add(_ changes: StoreChanges) {
        state.withLock { state in
            state.changes.merge(changes)
            state.changedSince = state.changedSince ?? .now
        }
    }

    /// A reader found that the database cannot be used.
    func report(_ error: StoreError) {
        guard case .corrupt = error else { return }
        state.withLock { $0.damage = $0.damage ?? error }
    }

    /// Takes no more events; what the sinks settle still counts.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Makes ``next(within:)`` return at once.
    func flush() {
        state.withLock { $0.isFlushed = true }
    }

    var isEmpty: Bool { state.withLock { $0.queue.count == 0 && $0.changes.isEmpty } }

    /// Events that wait; lost since the queue was full; submitted after the close.
    var counts: (waiting: Int, lost: Int, late: Int) {
        state.withLock { ($0.queue.count, $0.lost, $0.late) }
    }

    // MARK: From the committer's thread

    /// Waits for events or progress to commit, for `timeout` at most; returns earlier, and empty, where ``damage`` was found.
    ///
    /// - Parameter isPaused: takes nothing before ``flush()``, since the database cannot be written.
    func next(within timeout: Duration, isPaused: Bool) -> Work {
        let end = ContinuousClock.now + timeout
        while true {
            let due = isPaused ? end : state.withLock { $0.progressIsDue(by: end) }
            let isReady = state.wait(for: max(.zero, due - .now)) { state -> Bool? in
                if state.isFlushed || state.damage != nil { return true }
                if isPaused { return nil }
                if state.queue.count > 0 { return true }
                // The first progress since the wait began makes it shorter.
                return state.progressIsDue(by: end) < due ? false : nil
            }
            if isReady != false { return state.withLock { take(&$0, isPaused: isPaused) } }
        }
    }

    /// What was settled, without waiting.
    func takeChanges() -> StoreChanges {
        state.withLock { state in
            defer {
                state.changes = StoreChanges()
                state.changedSince = nil
            }
            return state.changes
        }
    }

    private func take(_ state: inout State, isPaused: Bool) -> Work {
        if state.damage != nil || isPaused && !state.isFlushed { return Work() }
        defer {
            state.isFlushed = false
            state.changes = StoreChanges()
            state.changedSince = nil
        }
        return Work(submissions: state.queue.popFirst(upTo: Self.group), changes: state.changes)
    }

    /// For what could not be committed: it goes before what came since.
    func putBack(_ work: Work) {
        state.withLock { state in
            var changes = work.changes
            changes.merge(state.changes)
            state.changes = changes
            if !changes.isEmpty { state.changedSince = state.changedSince ?? .now }
            var queue = BoundedQueue<Submission>(limit: Self.limit)
            for submission in work.submissions { state.lost += queue.append(submission) }
            for submission in state.queue.popFirst(upTo: .max) { state.lost += queue.append(submission) }
            state.queue = queue
        }
    }

    /// Forgets what the sinks settled, since it speaks of a database that is no more.
    func discardChanges() {
        state.withLock { state in
            state.changes = StoreChanges()
            state.changedSince = nil
            state.damage = nil
        }
    }

    /// What a reader found.
    var damage: StoreError? { state.withLock { $0.damage } }
}
