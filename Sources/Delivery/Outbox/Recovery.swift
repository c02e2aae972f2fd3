import Clocks
import Digests
import Events

/// What a new database is filled with when the old one is lost: the event log's lines, and what the sinks had at hand.
///
/// Nobody knows for certain what each receiver has got of them. The marks say it to the second; without a mark, all that
/// the log holds of the last day goes out again. Receivers tell repeats by the id, so that too much does no harm and too
/// little would.
struct Recovery {
    /// What a sink had at hand, in order.
    struct Rescued: Sendable {
        /// Its place among the sinks.
        let sink: Int
        let isLog: Bool

        /// Those that are outstanding at the log are being written, or are written already.
        let deliveries: [(delivery: Delivery, isOutstanding: Bool)]
    }

    private struct Entry {
        let line: [UInt8]
        let event: LoggedEvent
        var targets: Set<Int64>
        var isLogged: Bool

        var stored: StoreChanges.NewEvent {
            StoreChanges.NewEvent(
                id: event.id, time: event.time, camera: event.facts.camera ?? "", type: event.facts.type,
                body: line,
                sinks: targets.sorted())
        }
    }

    private let queued: [(sink: any Sink, number: Int64)]
    private let sequential: [Int64]
    private let numbers: [Int64]
    private let marks: [String: String]
    private var entries: [Entry] = []
    private var places: [String: Int] = [:]

    /// In one transaction.
    private static let group = 5_000

    /// - Parameter numbers: the sinks' numbers in the new database.
    init(sinks: [any Sink], numbers: [Int64], marks: [String: String]) {
        let numbered = zip(sinks, numbers).map { (sink: $0, number: $1) }
        queued = numbered.filter { !$0.sink.isSequential }
        sequential = numbered.filter(\.sink.isSequential).map(\.number)
        self.numbers = numbers
        self.marks = marks
    }

    /// Lines of the event log that the database has lost the end with; for whoever wants them.
    mutating func add(missing lines: [[UInt8]]) {
        for line in lines { add(line, targets: allWanting(line), isLogged: true) }
    }

    /// - Parameter lines: of the event log, oldest first.
    mutating func add(logged lines: [[UInt8]]) {
        for line in lines { add(line, targets: [], isLogged: true) }
        let aDayAgo = CaptureTime(microseconds: CaptureTime.now().microseconds - 86_400_000_000)
        for (sink, number) in queued {
            let first = firstUnsettled(marks[sink.name])
            for place in entries.indices[min(first ?? 0, entries.count)...]
            where (first != nil || entries[place].event.time >= aDayAgo)
                && sink.wants(entries[place].event.facts)
            {
                entries[place].targets.insert(number)
            }
        }
    }

    mutating func add(_ rescued: [Rescued]) {
        let deliveries = rescued.flatMap { rescued in
            rescued.deliveries.map { (rescued: rescued, delivery: $0.delivery, isOutstanding: $0.isOutstanding) }
        }
        // Those that the log has, or is about to have, go before those that it is still to get.
        let isLogged = { (item: (rescued: Rescued, delivery: Delivery, isOutstanding: Bool)) in
            item.rescued.isLog && item.isOutstanding
        }
        let ordered = deliveries.sorted {
            (isLogged($0) ? 0 : 1, $0.delivery.sequence) < (isLogged($1) ? 0 : 1, $1.delivery.sequence)
        }
        for item in ordered {
            let isNew = places[item.delivery.id] == nil
            var targets = isNew ? allWanting(item.delivery.body) : []
            if !item.rescued.isLog { targets.insert(numbers[item.rescued.sink]) }
            add(item.delivery.body, targets: targets, isLogged: isLogged(item))
        }
    }

    /// - Parameter chain: the hash that the next event carries; nil: the last entry's.
    /// - Returns: how many events were put into the database.
    func commit(to store: EventStore, chain: [UInt8]?) throws(StoreError) -> Int {
        var sequences: [Int64] = []
        var rest = entries[...]
        while !rest.isEmpty {
            var changes = StoreChanges()
            changes.events = rest.prefix(Self.group).map(\.stored)
            rest = rest.dropFirst(Self.group)
            sequences += try store.commit(changes, at: .now())
        }
        var changes = StoreChanges()
        changes.chain = chain ?? entries.last.map { HashChain(after: $0.line).head }
        if let last = entries.lastIndex(where: \.isLogged) {
            changes.cursors = Dictionary(uniqueKeysWithValues: sequential.map { ($0, sequences[last]) })
        }
        _ = try store.commit(changes, at: .now())
        return sequences.count
    }

    private mutating func add(_ line: [UInt8], targets: Set<Int64>, isLogged: Bool) {
        guard let event = LoggedEvent(line) else { return }
        let id = event.id.description
        if let place = places[id] {
            entries[place].targets.formUnion(targets)
        } else {
            places[id] = entries.count
            entries.append(Entry(line: line, event: event, targets: targets, isLogged: isLogged))
        }
    }

    private func allWanting(_ line: [UInt8]) -> Set<Int64> {
        guard let facts = LoggedEvent(line)?.facts else { return [] }
        return Set(queued.filter { $0.sink.wants(facts) }.map(\.number))
    }

    /// Where a sink's mark lies among the entries; nil where it is not among them.
    private func firstUnsettled(_ mark: String?) -> Int? {
        guard let mark else { return nil }
        if mark.hasPrefix(">") { return places[String(mark.dropFirst())].map { $0 + 1 } }
        return places[mark]
    }
}
