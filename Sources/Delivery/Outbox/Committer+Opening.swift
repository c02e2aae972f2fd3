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
        if state.directory == nil { state.directory = try StateDirectory(path: settings.directory) }
        if let replacement = state.replacement { return try finish(replacement, &state) }
        do throws(StoreError) {
            try take(EventStore(path: settings.path, role: .daemon), &state)
        } catch {
            guard case .corrupt(_, let reason) = error else { throw error }
            try beginAnew(reason, rescued: [], &state)
        }
    }

    /// The database was found to be damaged while it was in use.
    func replace(_ error: StoreError, _ state: inout State) {
        let reason = if case .corrupt(_, let reason) = error { reason } else { error.description }
        let rescued = sinks.map { Recovery.Rescued(isLog: $0.sink.isSequential, deliveries: $0.feed.detach()) }
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
        let numbers = try register(store)
        let head = try store.chain().flatMap { HashChain(head: $0) }
        state.chain = head ?? log?.lastLine().map { HashChain(after: $0) } ?? HashChain()
        for (number, (_, feed)) in zip(numbers, sinks) { try feed.attach(store, sink: number) }
        state.numbers = numbers
        state.version = try store.version()
        state.marks = SettledMarks.load(settings.marksPath)
        state.store = store
        adopt(store)
    }

    private func register(_ store: EventStore) throws(StoreError) -> [Int64] {
        try store.register(sinks.map { SinkRegistration(name: $0.sink.name, hasCursor: $0.sink.isSequential) })
    }

    private func beginAnew(_ reason: String, rescued: [Recovery.Rescued], _ state: inout State) throws(StoreError) {
        guard let moved = EventStore.moveAside(settings.path) else {
            throw .inaccessible(path: settings.path, "it is damaged (\(reason)), and cannot be moved aside")
        }
        logger.critical(
            "outbox is damaged; a new one takes its place, filled from the event log",
            metadata: ["path": "\(settings.path)", "reason": "\(reason)", "moved_to": "\(moved)"])
        let replacement = Replacement(reason: reason, movedTo: moved, rescued: rescued)
        state.replacement = replacement
        try finish(replacement, &state)
    }

    /// Fills a new database from the event log and from what was in memory.
    private func finish(_ replacement: Replacement, _ state: inout State) throws(StoreError) {
        // Of an attempt that did not come to its end, such as on a full disk.
        EventStore.remove(settings.path)
        let store = try EventStore(path: settings.path, role: .daemon)
        var recovery = Recovery(
            sinks: sinks.map(\.sink), numbers: try register(store), marks: SettledMarks.load(settings.marksPath))
        if let log { recovery.add(logged: log.lastLines()) }
        recovery.add(replacement.rescued)
        let recovered = try recovery.commit(
            to: store, chain: replacement.rescued.isEmpty ? nil : state.chain.head)
        try take(store, &state)
        state.replacement = nil
        let report = OutboxReplacementReport(
            reason: replacement.reason, movedTo: replacement.movedTo, recovered: recovered)
        inbox.submit(.init(event: events.event(.outboxReplaced(report), camera: nil, at: .now()), arrived: nil))
    }
}
