package import Clocks
import GRDB

/// How many events of one type a camera had in one hour.
package struct EventCount: Hashable, Sendable {
    /// nil for the daemon's own.
    package let camera: String?
    package let type: String

    /// Its beginning, UTC.
    package let hour: CaptureTime
    package let count: Int
}

extension EventStore {
    /// Counts by camera, type and hour, in that order.
    package func counts(_ query: EventQuery = EventQuery()) throws(StoreError) -> [EventCount] {
        let (selection, arguments) = query.selection
        return try read { db in
            let sql = """
                SELECT camera, type, time / 3600000000 AS hour, count(*) AS count FROM events
                WHERE sequence IN (\(selection)) GROUP BY camera, type, hour ORDER BY camera, type, hour
                """
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
                let camera: String = try row.decode(forColumn: "camera")
                let hour: Int64 = try row.decode(forColumn: "hour")
                return try EventCount(
                    camera: camera.isEmpty ? nil : camera, type: row.decode(forColumn: "type"),
                    hour: CaptureTime(microseconds: hour * 3_600_000_000), count: row.decode(forColumn: "count"))
            }
        }
    }

    /// What sinks wait for or gave up of one event; the others have it, or were never meant to.
    package func deliveries(of event: StoredEvent) throws(StoreError) -> [DeliveryRecord] {
        try read { db in
            let sql = """
                SELECT deliveries.*, sinks.name AS sink_name FROM deliveries JOIN sinks ON sinks.id = sink
                WHERE sequence = ? ORDER BY sink_name
                """
            return try Row.fetchAll(db, sql: sql, arguments: [event.sequence]).map { row in
                let state: Int = try row.decode(forColumn: "state")
                return try DeliveryRecord(
                    sink: row.decode(forColumn: "sink_name"), event: event, state: state == 1 ? .dead : .waiting,
                    attempts: row.decode(forColumn: "attempts"), nextAttempt: row.time("next_attempt"),
                    lastError: row.decode(forColumn: "last_error"), changed: row.time("changed"))
            }
        }
    }

    /// The event that was committed just before or after another; nil where there is none, or none any more.
    func event(sequence: Int64) throws(StoreError) -> StoredEvent? {
        try read {
            try Row.fetchOne($0, sql: "SELECT * FROM events WHERE sequence = ?", arguments: [sequence])
                .map(StoredEvent.init)
        }
    }
}
