import Clocks
import GRDB

extension EventStore {
    /// All sinks that there ever were, the log first, then by name.
    package func sinks() throws(StoreError) -> [SinkState] {
        try read { db in
            let last =
                try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0
            let sinks = try Row.fetchAll(db, sql: "SELECT * FROM sinks ORDER BY cursor IS NULL, name")
            return try sinks.map { try SinkState($0, last: last, db) }
        }
    }

    /// What a sink waits for or gave up, oldest first.
    ///
    /// - Parameter sink: nil for all of them.
    package func deliveries(
        _ state: DeliveryRecord.State, sink: String? = nil, limit: Int? = nil
    ) throws(StoreError) -> [DeliveryRecord] {
        try read { db in
            let sql = """
                SELECT events.*, deliveries.*, sinks.name AS sink_name FROM deliveries
                JOIN events USING (sequence) JOIN sinks ON sinks.id = deliveries.sink
                WHERE state = ? AND (? IS NULL OR name = ?) ORDER BY sequence, name LIMIT ?
                """
            let arguments: StatementArguments = [state.rawValue, sink, sink, limit ?? -1]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map { try DeliveryRecord($0, state) }
        }
    }
}

extension SinkState {
    fileprivate init(_ row: Row, last: Int64, _ db: Database) throws {
        let id: Int64 = try row.decode(forColumn: "id")
        let ownCursor: Int64? = try row.decode(forColumn: "cursor")
        let queue =
            ownCursor.map { "events WHERE sequence > \($0)" }
            ?? "deliveries WHERE sink = \(id) AND state = 0"
        let oldest = try Int64.fetchOne(db, sql: "SELECT min(sequence) FROM \(queue)")
        let stored = try Int64.fetchOne(
            db, sql: "SELECT stored FROM events WHERE sequence = ?", arguments: [oldest])
        let failing = try Row.fetchOne(
            db,
            sql: """
                SELECT max(attempts) AS attempts, min(next_attempt) AS next FROM deliveries
                WHERE sink = \(id) AND state = 0 AND attempts > 0
                """)
        name = try row.decode(forColumn: "name")
        isConfigured = try row.decode(forColumn: "configured")
        cursor = ownCursor ?? oldest.map { $0 - 1 } ?? last
        waiting = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(queue)") ?? 0
        oldestWaiting = stored.map { CaptureTime(microseconds: $0) }
        dead =
            try Int.fetchOne(db, sql: "SELECT count(*) FROM deliveries WHERE sink = \(id) AND state = 1")
            ?? 0
        attempts = try failing?.decode(Int?.self, forColumn: "attempts") ?? 0
        nextAttempt = try failing?.time("next")
        lastError = try row.decode(forColumn: "last_error")
        disabledSince = try row.time("disabled")
        totals = try SinkTotals(row)
    }
}

extension Row {
    /// Microseconds since 1970.
    func time(_ column: String) throws -> CaptureTime? {
        let microseconds: Int64? = try decode(forColumn: column)
        return microseconds.map { CaptureTime(microseconds: $0) }
    }
}

extension SinkTotals {
    init(_ row: Row) throws {
        delivered = try row.decode(forColumn: "delivered")
        failed = try row.decode(forColumn: "failed")
        retried = try row.decode(forColumn: "retried")
        dead = try row.decode(forColumn: "dead")
        lost = try row.decode(forColumn: "lost")
    }
}

extension DeliveryRecord {
    fileprivate init(_ row: Row, _ state: State) throws {
        try self.init(
            sink: row.decode(forColumn: "sink_name"), event: StoredEvent(row), state: state,
            attempts: row.decode(forColumn: "attempts"),
            nextAttempt: row.time("next_attempt"), lastError: row.decode(forColumn: "last_error"),
            changed: row.time("changed"))
    }
}
