import Clocks
import Digests
import Events
import Logging
import Threads

/// The one thread that writes to the database: puts events into it in groups, and with them what the sinks have settled.
///
/// While one transaction waits for the disk, the next one's events gather: a thousand events a second need as many
/// flushes as the disk can do, and none of the cameras' workers ever waits for one.
final class Committer: Sendable {
    /// What the thread remembers between transactions.
    struct State: Sendable {
        var lineup: Lineup
        var store: EventStore?
        var directory: StateDirectory?
        var replacement: Replacement?
        var chain = HashChain()
        var version = 0

        /// Of the sinks, in the database.
        var numbers: [Int64] = []

        /// In a row, since the last commit.
        var failures = 0
        var pausedUntil: ContinuousClock.Instant?
        var nextTick = ContinuousClock.now
        var nextClearing = ContinuousClock.now
        var marks: [String: String] = [:]

        /// Id of the last event that was committed; nil before the first.
        var newest: String?
        var losses = LossNotice()
    }

    private enum Phase: Comparable, Sendable {
        case open
        case closing
        /// Everything that was submitted is committed, or can not be.
        case drained
        case ending
        case ended
    }

    /// What others may know of the thread.
    private struct Report: Sendable {
        var phase = Phase.open
        var store: EventStore?
        var trouble: String?

        /// Sinks that are to take the place of those there are.
        var next: Lineup?
    }

    let storage: Outbox.Storage
    let inbox: Inbox
    let events: EventFactory
    let logger: Logger
    private let report = Monitor(Report())

    private static let backoff = Backoff(base: .milliseconds(250), cap: .seconds(10))
    private static let beat = Duration.seconds(1)

    init(storage: Outbox.Storage, inbox: Inbox, events: EventFactory, logger: Logger) {
        self.storage = storage
        self.inbox = inbox
        self.events = events
        self.logger = logger
    }

    /// - Throws: ``StoreError`` for what waiting does not mend; what may pass is tried again by the thread.
    func start(_ lineup: Lineup) throws(StoreError) {
        var state = State(lineup: lineup)
        do throws(StoreError) {
            try open(&state)
        } catch  where error.mayPass {
            failed(error, &state)
        }
        let initial = state
        _ = BlockingThread(name: "outbox") { self.run(initial) }
    }

    // MARK: From any thread

    var trouble: String? { report.withLock { $0.trouble } }
    var store: EventStore? { report.withLock { $0.store } }

    /// Takes no more, and commits what was submitted; returns when that is done, or at `moment`.
    func commitAll(by moment: ContinuousClock.Instant) {
        inbox.close()
        advance(to: .closing)
        inbox.flush()
        _ = report.wait(for: max(.zero, moment - .now)) { $0.phase >= .drained ? true : nil }
    }

    /// Lets other sinks go on where those that there were have ended; returns once they have what waits for them.
    func change(to lineup: Lineup) {
        report.withLock { $0.next = lineup }
        inbox.flush()
        _ = report.wait { $0.next == nil || $0.phase >= .ended ? true : nil }
    }

    /// Commits what the sinks settled last, and ends; returns when that is done, or at `moment`.
    func end(by moment: ContinuousClock.Instant) {
        advance(to: .ending)
        inbox.flush()
        _ = report.wait(for: max(.zero, moment - .now)) { $0.phase >= .ended ? true : nil }
    }

    private func advance(to phase: Phase) {
        report.withLock { $0.phase = max($0.phase, phase) }
    }

    // MARK: The thread

    private func run(_ initial: State) {
        blockWriteSignalsOnThisThread()
        var state = initial
        while true {
            let isPaused = state.pausedUntil.map { $0 > .now } ?? false
            let wake = min(state.nextTick, state.pausedUntil ?? state.nextTick)
            let work = inbox.next(within: max(.zero, wake - .now), isPaused: isPaused)
            if let damage = inbox.damage { replace(damage, &state) }
            if !work.isEmpty || state.store == nil && !isPaused { commit(work, &state) }
            if let next = report.withLock({ $0.next }) { change(to: next, &state) }
            if state.nextTick <= .now { tick(&state) }
            let phase = report.withLock { $0.phase }
            if phase == .closing, inbox.counts.waiting == 0 { advance(to: .drained) }
            if phase == .ending, inbox.isEmpty || state.failures > 0 { break }
        }
        end(&state)
    }

    private func change(to lineup: Lineup, _ state: inout State) {
        do throws(StoreError) {
            // What was settled last has to be known before anyone asks what waits.
            if let store = state.store { _ = try commitProgress(store, state.lineup) }
            for place in state.lineup.places { _ = place.feed.detach() }
            state.lineup = lineup
            if let store = state.store { try attach(store, &state) }
        } catch {
            state.lineup = lineup
            if case .corrupt = error { replace(error, &state) } else { giveUp(error, &state) }
        }
        report.withLock { $0.next = nil }
    }

    /// Begins anew with the database once it can be used: nothing else brings the sinks to where they were.
    private func giveUp(_ error: StoreError, _ state: inout State) {
        adopt(nil)
        state.store = nil
        failed(error, &state)
    }

    /// Commits what the sinks have settled, alone.
    ///
    /// - Returns: whether there was anything.
    func commitProgress(_ store: EventStore, _ lineup: Lineup) throws(StoreError) -> Bool {
        let changes = inbox.takeChanges()
        guard !changes.isEmpty else { return false }
        do throws(StoreError) {
            _ = try store.commit(changes, at: .now())
        } catch {
            inbox.putBack(Inbox.Work(changes: changes))
            throw error
        }
        tellRecorded(changes, lineup)
        return true
    }

    private func commit(_ work: Inbox.Work, _ state: inout State) {
        do throws(StoreError) {
            if state.store == nil { try open(&state) }
            try write(work, &state)
            succeeded(&state)
        } catch {
            inbox.putBack(work)
            if case .corrupt = error { replace(error, &state) } else { failed(error, &state) }
        }
    }

    private func write(_ work: Inbox.Work, _ state: inout State) throws(StoreError) {
        guard let store = state.store, !work.isEmpty else { return }
        let targets = state.lineup.places.map { (sink: $0.sink, target: $0.feed.target) }
        let links = chain(work.submissions, after: state.chain, targets)
        var changes = work.changes
        changes.events = links.events.map(\.stored)
        if !links.events.isEmpty { changes.chain = links.chain.head }
        let now = CaptureTime.now()
        let sequences = try store.commit(changes, at: now)
        state.chain = links.chain
        state.newest = links.events.last?.id ?? state.newest
        tellRecorded(changes, state.lineup)
        tellDisabled(changes, state)
        offer(zip(sequences, links.events).map { ($0, $1) }, at: now, state.lineup)
    }

    /// The events in their places in the chain. One that JSON cannot say is left out and said.
    private func chain(
        _ submissions: [Inbox.Submission], after chain: HashChain,
        _ targets: [(sink: any Sink, target: Int64?)]
    ) -> (events: [LinkedEvent], chain: HashChain) {
        var chain = chain
        var events: [LinkedEvent] = []
        for submission in submissions {
            let event = submission.event
            do {
                let body = try event.json(previousHash: chain.previous)
                chain.append(body)
                events.append(LinkedEvent(event, body: body, arrived: submission.arrived, targets))
            } catch {
                logger.error(
                    "event cannot be written as JSON; it is lost",
                    metadata: [
                        "type": "\(event.type.rawValue)", "source": "\(event.source)", "error": "\(error)",
                    ])
            }
        }
        return (events, chain)
    }

    private func tellRecorded(_ changes: StoreChanges, _ lineup: Lineup) {
        for feed in lineup.places.map(\.feed) {
            if let target = feed.target, let cursor = changes.cursors[target] { feed.recorded(through: cursor) }
        }
        guard !changes.progress.isEmpty else { return }
        let bySink = Dictionary(grouping: changes.progress, by: \.sink)
        for feed in lineup.places.map(\.feed) {
            guard let target = feed.target, let progress = bySink[target] else { continue }
            feed.recorded(progress.filter(\.isFinal).map(\.sequence))
        }
    }

    private func tellDisabled(_ changes: StoreChanges, _ state: State) {
        for (number, reason) in changes.lastErrors where changes.disabled.contains(number) {
            guard let place = state.numbers.firstIndex(of: number) else { continue }
            let report = SinkReport(sink: state.lineup.places[place].sink.name, reason: reason ?? "it wants no more")
            inbox.submit(
                .init(event: events.event(.sinkDisabled(report), camera: nil, at: .now()), arrived: nil))
        }
    }

    private func offer(_ events: [(sequence: Int64, event: LinkedEvent)], at now: CaptureTime, _ lineup: Lineup) {
        guard !events.isEmpty else { return }
        for place in lineup.places {
            guard let target = place.feed.target else {
                place.feed.refuse(events.count { place.sink.wants($0.event.facts) })
                continue
            }
            let meant = events.filter { place.sink.isSequential || $0.event.stored.sinks.contains(target) }
            guard !meant.isEmpty else { continue }
            place.feed.offer(meant.map { $0.event.delivery(sequence: $0.sequence, at: now) })
            place.sink.wake()
        }
    }

    // MARK: Trouble

    private func succeeded(_ state: inout State) {
        state.pausedUntil = nil
        guard state.failures > 0 else { return }
        state.failures = 0
        report.withLock { $0.trouble = nil }
        logger.notice("outbox is written again", metadata: ["path": "\(storage.path)"])
    }

    func failed(_ error: StoreError, _ state: inout State) {
        state.failures += 1
        let pause = Self.backoff.delay(afterFailures: state.failures, chance: .random(in: 0...1))
        state.pausedUntil = .now + pause
        report.withLock { $0.trouble = error.description }
        // What the write-ahead log holds may make the room that is missing.
        if case .full = error { state.store?.shrinkLog() }
        guard state.failures == 1 else { return }
        logger.error(
            "outbox cannot be written; events wait in memory, and no sink gets them until it can",
            metadata: ["error": "\(error)"])
    }

    func adopt(_ store: EventStore?) {
        report.withLock { $0.store = store }
    }

    // MARK: The clock

    private func tick(_ state: inout State) {
        state.nextTick = .now + Self.beat
        tellOfLosses(&state)
        guard let store = state.store, state.failures == 0 else { return }
        do throws(StoreError) {
            let version = try store.version()
            if version != state.version { try resynchronise(&state, version) }
            if state.nextClearing <= .now { try clear(store, &state) }
            saveMarks(&state)
        } catch {
            if case .corrupt = error { replace(error, &state) } else { failed(error, &state) }
        }
    }

    /// Another process has put events back into a queue, after which a sink may have to begin anew.
    private func resynchronise(_ state: inout State, _ version: Int) throws(StoreError) {
        state.version = version
        for place in state.lineup.places {
            try place.feed.resynchronise()
            place.sink.wake()
        }
    }

    private func end(_ state: inout State) {
        saveMarks(&state)
        adopt(nil)
        // What others hold of the database ends with them; the folder's lock ends here.
        state.store?.shrinkLog()
        state.store = nil
        state.directory?.release()
        advance(to: .ended)
    }
}
