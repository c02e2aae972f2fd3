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

        /// The last event that the log was given, in the old database's count; of the log alone.
        let logged: Int64

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

    /// Ids of events that were looked at.
    private var found: Set<String> = []

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
        let aDayAgo = Self.aDayAgo
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

    /// What the sinks had at hand: of the log's, those that it was not given yet; of the others, what they have not settled.
    mutating func add(_ rescued: [Rescued]) {
        let logged = rescued.first(where: \.isLog)?.logged ?? 0
        let all = rescued.flatMap { rescued in rescued.deliveries.map { (rescued: rescued, delivery: $0.delivery) } }
        // First what the log is about to have, then by age.
        let deliveries = all.sorted { one, other in
            let (isOne, isOther) = (one.rescued.isLog, other.rescued.isLog)
            let order = (isOne && one.delivery.sequence <= logged ? 0 : 1, one.delivery.sequence, isOne ? 0 : 1)
            return order < (
                isOther && other.delivery.sequence <= logged ? 0 : 1, other.delivery.sequence, isOther ? 0 : 1
            )
        }
        // The log has these, though in files from before those that were read; and it is about to have those in its hands.
        var older = Recovery(sinks: queued.map(\.sink), numbers: [], marks: [:])
        for (rescued, delivery) in deliveries {
            let isLogged = delivery.sequence <= logged
            let isNew = places[delivery.id] == nil
            var targets = isNew && !isLogged ? allWanting(delivery.body) : []
            if !rescued.isLog { targets.insert(numbers[rescued.sink]) }
            if isNew && isLogged && !rescued.isLog {
                older.add(delivery.body, targets: targets, isLogged: true)
            } else {
                add(delivery.body, targets: targets, isLogged: isLogged)
            }
        }
        putBefore(older.entries)
    }

    private mutating func putBefore(_ older: [Entry]) {
        guard !older.isEmpty else { return }
        entries = older + entries
        for (place, entry) in entries.enumerated() { places[entry.event.id.description] = place }
    }

    /// Whether some lines of the log go back far enough: to every sink's mark; where one has none, for a day.
    ///
    /// - Parameter lines: of one file, the next one back each time.
    mutating func reaches(back lines: [[UInt8]]) -> Bool {
        let events = lines.compactMap(LoggedEvent.init)
        found.formUnion(events.map(\.id.description))
        let isOldEnough = events.first.map { $0.time < Self.aDayAgo } ?? false
        return queued.allSatisfy { sink, _ in
            guard let mark = marks[sink.name] else { return isOldEnough }
            return found.contains(mark.hasPrefix(">") ? String(mark.dropFirst()) : mark)
        }
    }

    private static var aDayAgo: CaptureTime {
        CaptureTime(microseconds: CaptureTime.now().microseconds - 86_400_000_000)
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
