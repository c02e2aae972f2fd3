import Clocks
import Digests
import Events
import Logging

extension Committer {
    /// A damaged database was moved aside, and a new one is to take its place.
    struct Replacement: Sendable {
        let reason: String
        let movedTo: String

        /// What the sinks had at hand of the old one.
        let rescued: [Recovery.Rescued]
    }

    /// Opens the database, or a new one where it is damaged, and lets every sink go on from it.
    func open(_ state: inout State) throws(StoreError) {
        if state.directory == nil { state.directory = try StateDirectory(path: storage.directory) }
        if let replacement = state.replacement { return try finish(replacement, &state) }
        // Where there was a database with events, marks are beside it.
        let hadEvents = !SettledMarks.load(storage.marksPath).isEmpty
        if EventStore.isMissing(storage.path), hadEvents { return try beginAnew("it is gone", rescued: [], &state) }
        do throws(StoreError) {
            let store = try EventStore(path: storage.path, role: .daemon)
            if try store.lastSequence() > 0 || !hadEvents { return try take(store, &state) }
        } catch {
            guard case .corrupt(_, let reason) = error else { throw error }
            return try beginAnew(reason, rescued: [], &state)
        }
        try beginAnew("all of its events are gone", rescued: [], &state)
    }

    /// The database was found to be damaged while it was in use.
    func replace(_ error: StoreError, _ state: inout State) {
        let reason = if case .corrupt(_, let reason) = error { reason } else { error.description }
        let rescued = state.lineup.places.enumerated().map { number, place in
            Recovery.Rescued(
                sink: number, isLog: place.sink.isSequential, logged: place.feed.handedThrough,
                deliveries: place.feed.detach())
        }
        adopt(nil)
        state.store = nil
        // Whatever is settled from here on was handed out by a database that is no more.
        inbox.discardChanges()
        do throws(StoreError) {
            try beginAnew(reason, rescued: rescued, &state)
        } catch {
            failed(error, &state)
        }
    }

    private func take(_ store: EventStore, _ state: inout State) throws(StoreError) {
        try reconcile(store, try register(store, state.lineup), state.lineup)
        let head = try store.chain().flatMap { HashChain(head: $0) }
        state.chain = head ?? state.lineup.log?.lastLine().map { HashChain(after: $0) } ?? HashChain()
        state.marks = SettledMarks.load(storage.marksPath)
        try attach(store, &state)
        state.store = store
        adopt(store)
    }

    /// Lets every sink go on from a database.
    func attach(_ store: EventStore, _ state: inout State) throws(StoreError) {
        state.numbers = try register(store, state.lineup)
        for (number, place) in zip(state.numbers, state.lineup.places) { try place.feed.attach(store, sink: number) }
        state.version = try store.version()
    }

    /// The log may have events that the database has lost the end with, such as by damage to its write-ahead log: they are put
    /// back, for all who want them.
    private func reconcile(_ store: EventStore, _ numbers: [Int64], _ lineup: Lineup) throws(StoreError) {
        guard let log = lineup.log, let last = log.lastLine().flatMap(LoggedEvent.init),
            try store.event(id: last.id.description) == nil
        else { return }
        let lines = try log.lines { (lines) throws(StoreError) in try store.holdsAny(of: lines) }
        var missing = 0
        for line in lines.reversed() {
            if try store.holdsAny(of: [line]) { break }
            missing += 1
        }
        // Where it knows none of them, it is a new one beside an old log.
        guard missing < lines.count else { return }
        var recovery = Recovery(sinks: lineup.places.map(\.sink), numbers: numbers, marks: [:])
        recovery.add(missing: lines.suffix(missing))
        let recovered = try recovery.commit(to: store, chain: nil)
        logger.critical(
            "outbox had lost its newest events; they are taken from the event log",
            metadata: ["path": "\(storage.path)", "events": "\(recovered)"])
    }

    private func register(_ store: EventStore, _ lineup: Lineup) throws(StoreError) -> [Int64] {
        try store.register(
            lineup.places.map { SinkRegistration(name: $0.feed.name, hasCursor: $0.sink.isSequential) })
    }

    private func beginAnew(_ reason: String, rescued: [Recovery.Rescued], _ state: inout State)
        throws(StoreError)
    {
        guard let moved = EventStore.moveAside(storage.path) else {
            throw .inaccessible(path: storage.path, "it is damaged (\(reason)), and cannot be moved aside")
        }
        logger.critical(
            "outbox is damaged; a new one takes its place, filled from the event log",
            metadata: ["path": "\(storage.path)", "reason": "\(reason)", "moved_to": "\(moved)"])
        let replacement = Replacement(reason: reason, movedTo: moved, rescued: rescued)
        state.replacement = replacement
        try finish(replacement, &state)
    }

    /// Fills a new database from the event log and from what was in memory.
    private func finish(_ replacement: Replacement, _ state: inout State) throws(StoreError) {
        // Of an attempt that did not come to its end, such as on a full disk.
        EventStore.remove(storage.path)
        let store = try EventStore(path: storage.path, role: .daemon)
        var recovery = Recovery(
            sinks: state.lineup.places.map(\.sink), numbers: try register(store, state.lineup),
            marks: SettledMarks.load(storage.marksPath))
        if let log = state.lineup.log {
            let lines = log.lines { recovery.reaches(back: $0) }
            recovery.add(logged: lines)
        }
        recovery.add(replacement.rescued)
        // Without a log nobody but this process knows where the chain was.
        let recovered = try recovery.commit(
            to: store, chain: state.lineup.log == nil && !replacement.rescued.isEmpty ? state.chain.head : nil)
        try take(store, &state)
        state.replacement = nil
        let report = OutboxReplacementReport(
            reason: replacement.reason, movedTo: replacement.movedTo, recovered: recovered)
        inbox.submit(
            .init(event: events.event(.outboxReplaced(report), camera: nil, at: .now()), arrived: nil))
    }
}
