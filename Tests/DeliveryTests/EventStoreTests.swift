import Clocks
import Delivery
import Events
import Foundation
import TestSupport
import Testing

@Suite("Event store")
struct EventStoreTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.file("state/events.db")
    }

    /// Registers a log and two receivers and commits events for the latter, two cameras in turn.
    private func filled(_ count: Int) throws -> (
        store: EventStore, sinks: [Int64], sequences: [Int64]
    ) {
        let store = try EventStore(path: path, role: .daemon)
        let sinks = try store.register([
            SinkRegistration(name: "log", hasCursor: true), SinkRegistration(name: "a"),
            SinkRegistration(name: "b"),
        ])
        let sequences = try store.commit(changes(0..<count, sinks: Array(sinks[1...])), at: moment(0))
        return (store, sinks, sequences)
    }

    private func changes(_ numbers: Range<Int>, sinks: [Int64]) throws -> StoreChanges {
        var changes = StoreChanges()
        changes.events = try numbers.map { number in
            let camera = number.isMultiple(of: 2) ? "yard" : "gate"
            let event = Sample.event(number, camera: camera)
            return StoreChanges.NewEvent(
                id: event.id, time: moment(number), camera: camera, type: event.type.rawValue,
                body: try event.json(), sinks: sinks)
        }
        return changes
    }

    private func moment(_ seconds: Int) -> CaptureTime {
        CaptureTime(microseconds: Int64(seconds) * 1_000_000)
    }

    @Test("What was committed is read by another connection, by every kind of query")
    func queries() throws {
        let (_, _, sequences) = try filled(10)
        let reader = try EventStore(path: path, role: .reader)
        let all = try reader.events()
        #expect(all.map(\.sequence) == sequences && all.map(\.camera).prefix(2) == ["yard", "gate"])
        #expect(try reader.event(id: all[3].id.uppercased()) == all[3])
        #expect(try reader.event(id: "no id") == nil)
        func numbers(_ change: (inout EventQuery) -> Void) throws -> [Int64] {
            var query = EventQuery()
            change(&query)
            #expect(try reader.count(query) == reader.events(query).count)
            return try reader.events(query).map { $0.sequence - sequences[0] }
        }
        #expect(try numbers { $0.since = moment(7) } == [7, 8, 9])
        #expect(try numbers { $0.until = moment(2) } == [0, 1])
        #expect(try numbers { $0.cameras = ["gate"] } == [1, 3, 5, 7, 9])
        #expect(try numbers { $0.types = ["vedette.motion.*"] }.count == 10)
        #expect(try numbers { $0.types = ["*.ended", "x"] } == [])
        #expect(try numbers { $0.after = sequences[7] } == [8, 9])
        #expect(try numbers { ($0.limit, $0.newestFirst) = (2, true) } == [9, 8])
        #expect(try numbers { ($0.since, $0.cameras, $0.limit) = (moment(3), ["yard"], 2) } == [4, 6])
    }

    @Test("Progress of each sink is counted by itself")
    func progress() throws {
        let (store, sinks, sequences) = try filled(4)
        var changes = StoreChanges()
        changes.progress = [
            .init(sink: sinks[1], camera: "yard", sequence: sequences[0], outcome: .delivered),
            .init(
                sink: sinks[1], camera: "gate", sequence: sequences[1],
                outcome: .failed(
                    attempts: 3, rejections: 1, nextAttempt: moment(60), error: "it answered 500")),
            .init(
                sink: sinks[1], camera: "yard", sequence: sequences[2],
                outcome: .dead(attempts: 4, error: "no")),
        ]
        changes.lastErrors = [sinks[1]: "it answered 500"]
        changes.cursors = [sinks[0]: sequences[1]]
        _ = try store.commit(changes, at: moment(30))
        let states = try store.sinks()
        #expect(states.map(\.name) == ["log", "a", "b"])
        #expect(states.map(\.waiting) == [2, 2, 4] && states.map(\.dead) == [0, 1, 0])
        #expect(states[1].attempts == 3 && states[1].nextAttempt == moment(60))
        #expect(states[1].lastError == "it answered 500" && states[1].cursor == sequences[0])
        #expect(states[0].cursor == sequences[1] && states[0].oldestWaiting == moment(0))
        let dead = try store.deliveries(.dead)
        #expect(
            dead.map(\.event.sequence) == [sequences[2]] && dead[0].sink == "a"
                && dead[0].lastError == "no")
        #expect(try store.deliveries(.waiting, sink: "a").map(\.attempts) == [3, 0])
    }

    @Test("Dead and delivered events are put back from another process, which the writer notices")
    func requeue() throws {
        let (store, sinks, sequences) = try filled(4)
        var changes = StoreChanges()
        changes.progress = sequences[..<2].enumerated().map { index, sequence in
            .init(
                sink: sinks[1], camera: index == 0 ? "yard" : "gate", sequence: sequence,
                outcome: index == 0 ? .delivered : .dead(attempts: 4, error: "no"))
        }
        _ = try store.commit(changes, at: moment(1))
        let version = try store.version()
        let other = try EventStore(path: path, role: .operator)
        #expect(try other.retryDead(sink: "b") == 0)
        #expect(try other.retryDead() == 1)
        #expect(try other.requeue(EventQuery(), sink: "a") == 1, "three of four wait already")
        #expect(try other.requeue(EventQuery(), sink: "a") == 0)
        #expect(throws: StoreError.self) { try other.requeue(EventQuery(), sink: "log") }
        #expect(throws: StoreError.self) { try other.requeue(EventQuery(), sink: "c") }
        #expect(try store.version() != version)
        #expect(try store.sinks().map(\.waiting) == [4, 4, 4])
    }

    @Test("Settled events are removed first; the rest is counted as lost by sink when it must go")
    func retention() throws {
        let (store, sinks, sequences) = try filled(6)
        var changes = StoreChanges()
        changes.progress = [0, 2].flatMap { number in
            sinks[1...].map {
                .init(sink: $0, camera: "yard", sequence: sequences[number], outcome: .delivered)
            }
        }
        changes.cursors = [sinks[0]: sequences[4]]
        _ = try store.commit(changes, at: moment(1))
        #expect(try store.removeSettled(before: moment(0), limit: 10) == 0)
        #expect(try store.removeSettled(before: nil, limit: 10) == 2)
        #expect(try store.events().map(\.sequence) == [1, 3, 4, 5].map { sequences[$0] })
        #expect(try store.removeOldest(limit: 3).lost == [sinks[1]: 3, sinks[2]: 3])
        #expect(try store.sinks().map(\.totals.lost) == [0, 3, 3])
        #expect(try store.removeOldest(limit: 3).lost == [sinks[0]: 1, sinks[1]: 1, sinks[2]: 1])
        let next = try store.commit(self.changes(6..<7, sinks: []), at: moment(2))
        #expect(next == [sequences[5] + 1], "sequence numbers are never used twice")
    }

    @Test(
        "A database of a later version is refused and left as it is, to the byte",
        arguments: [true, false])
    func newer(isDaemon: Bool) throws {
        _ = try filled(3)
        let sql = try sqlite(
            "INSERT INTO grdb_migrations VALUES ('9: from the future'); PRAGMA journal_mode = DELETE;")
        #expect(sql == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.newer(path: path)) {
            try EventStore(path: path, role: isDaemon ? .daemon : .reader)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("Another program's database and a file that is none are told apart from ours")
    func foreign() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("state"), withIntermediateDirectories: true)
        #expect(try sqlite("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);") == 0)
        #expect(throws: StoreError.foreign(path: path)) { try EventStore(path: path, role: .daemon) }
        try Data(
            "not a database, but long enough to look at, whatever it may be worth to somebody".utf8
        )
        .write(to: URL(fileURLWithPath: path))
        #expect { try EventStore(path: path, role: .daemon) } throws: { error in
            if case .corrupt? = error as? StoreError { true } else { false }
        }
    }

    @Test("Where there is none, a reader says so and makes none")
    func missing() {
        #expect(throws: StoreError.missing(path: path)) { try EventStore(path: path, role: .operator) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// Python's own SQLite, which every Debian has.
    private func sqlite(_ statements: String) throws -> Int32? {
        let script =
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()"
        return try RunningProcess("python3", ["-c", script, path, statements]).exitStatus(within: 20)
    }
}
