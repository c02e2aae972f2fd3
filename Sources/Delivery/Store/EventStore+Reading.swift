import Clocks
import Events
import FoundationEssentials
import GRDB

extension EventStore {
    /// The event with this id, a UUID's text in either case; nil where there is none, or none any more.
    package func event(id: String) throws(StoreError) -> StoredEvent? {
        guard let id = UUIDv7(id) else { return nil }
        return try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM events WHERE id = ?", arguments: [Data(id.bytes)])
                .map(StoredEvent.init)
        }
    }

    /// All events that a query means, in the order of their commits.
    package func events(_ query: EventQuery = EventQuery()) throws(StoreError) -> [StoredEvent] {
        var events: [StoredEvent] = []
        try forEachEvent(query) {
            events.append($0)
            return true
        }
        return events
    }

    /// The same one by one, for more than memory should hold; ends when `body` returns false.
    ///
    /// One view of the database all along: long work in `body` keeps the write-ahead log from being taken back.
    package func forEachEvent(
        _ query: EventQuery = EventQuery(), _ body: (StoredEvent) throws -> Bool
    ) throws(StoreError) {
        let (selection, arguments) = query.selection
        try read { db in
            let sql = """
                SELECT * FROM events WHERE sequence IN (\(selection)) ORDER BY sequence \(query.direction)
                """
            let rows = try Row.fetchCursor(db, sql: sql, arguments: arguments)
            while let row = try rows.next() {
                guard try body(StoredEvent(row)) else { return }
            }
        }
    }

    package func count(_ query: EventQuery = EventQuery()) throws(StoreError) -> Int {
        let (selection, arguments) = query.selection
        return try read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(selection))", arguments: arguments) ?? 0
        }
    }

    /// The latest event's, removed ones included; 0 where there was none yet.
    package func lastSequence() throws(StoreError) -> Int64 {
        try read {
            try Int64.fetchOne($0, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0
        }
    }
}

extension EventQuery {
    fileprivate var direction: String { newestFirst ? "DESC" : "ASC" }

    /// The sequence numbers that are meant, as SQL.
    var selection: (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func narrow(_ condition: String, _ values: [any DatabaseValueConvertible]) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        if let since { narrow("time >= ?", [since.microseconds]) }
        if let until { narrow("time < ?", [until.microseconds]) }
        if let after { narrow("sequence > ?", [after]) }
        if !cameras.isEmpty {
            narrow("camera IN (\(cameras.map { _ in "?" }.joined(separator: ", ")))", cameras)
        }
        if !types.isEmpty {
            narrow("(\(types.map { _ in "type GLOB ?" }.joined(separator: " OR ")))", types)
        }
        // Without its hint SQLite reads the events themselves, bodies and all, to spare itself the sorting.
        let hint = since != nil || until != nil ? " INDEXED BY events_by_time" : ""
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let end = limit.map { " ORDER BY sequence \(direction) LIMIT \($0)" } ?? ""
        return ("SELECT sequence FROM events\(hint)\(condition)\(end)", arguments)
    }
}

extension StoredEvent {
    init(_ row: Row) throws {
        let id: Data = try row.decode(forColumn: "id")
        let camera: String = try row.decode(forColumn: "camera")
        let body: Data = try row.decode(forColumn: "body")
        try self.init(
            sequence: row.decode(forColumn: "sequence"), id: UUIDv7(bytes: Array(id))?.description ?? "",
            type: row.decode(forColumn: "type"),
            camera: camera.isEmpty ? nil : camera, time: CaptureTime(microseconds: row.decode(forColumn: "time")),
            stored: CaptureTime(microseconds: row.decode(forColumn: "stored")), body: Array(body))
    }
}
