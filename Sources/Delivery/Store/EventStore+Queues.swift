import Clocks
import Digests
import Events
import FoundationEssentials
import GRDB

/// A camera's events at a sink, as they wait in the database.
struct StoredLane: Sendable {
    let camera: String
    let waiting: Int
}

extension EventStore {
    func lanes(sink: Int64) throws(StoreError) -> [StoredLane] {
        try read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT camera, count(*) AS waiting FROM deliveries WHERE sink = ? AND state = 0 GROUP BY camera",
                arguments: [sink]
            ).map { row in
                try StoredLane(camera: row.decode(forColumn: "camera"), waiting: row.decode(forColumn: "waiting"))
            }
        }
    }

    /// The oldest that wait after a sequence number.
    func waiting(
        sink: Int64, camera: String, after sequence: Int64, limit: Int
    ) throws(StoreError) -> [Delivery] {
        try read { db in
            let sql = """
                SELECT events.id, type, hash, body, stored, deliveries.* FROM deliveries JOIN events USING (sequence)
                WHERE sink = ? AND state = 0 AND deliveries.camera = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [sink, camera, sequence, limit]).map(
                Delivery.init)
        }
    }

    /// All events after a sequence number, oldest first.
    func following(_ sequence: Int64, limit: Int) throws(StoreError) -> [Delivery] {
        try read { db in
            let sql = "SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?"
            return try Row.fetchAll(db, sql: sql, arguments: [sequence, limit]).map { row in
                try row.checkBody()
                let event = try StoredEvent(row)
                return Delivery(
                    sequence: event.sequence, id: event.id, type: event.type, camera: event.camera ?? "",
                    body: event.body, stored: event.stored)
            }
        }
    }

    /// Whether any of a log's lines is of an event that is here.
    func holdsAny(of lines: [[UInt8]]) throws(StoreError) -> Bool {
        for line in lines.reversed() {
            if let event = LoggedEvent(line), try self.event(id: event.id.description) != nil { return true }
        }
        return false
    }

    /// How many events follow a sequence number, up to another.
    func waiting(after sequence: Int64, through end: Int64) throws(StoreError) -> Int {
        try read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM events WHERE sequence > \(sequence) AND sequence <= \(end)")
                ?? 0
        }
    }

    func isDisabled(sink: Int64) throws(StoreError) -> Bool {
        try read {
            try Bool.fetchOne($0, sql: "SELECT disabled IS NOT NULL FROM sinks WHERE id = \(sink)")
                ?? false
        }
    }

    /// Of a sink with a cursor.
    func cursor(sink: Int64) throws(StoreError) -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT cursor FROM sinks WHERE id = \(sink)") ?? 0 }
    }
}

extension Row {
    /// A body that is not what was committed is damage like any other, and must not go out.
    fileprivate func checkBody() throws {
        let hash: Data = try self.decode(forColumn: "hash")
        let body: Data = try self.decode(forColumn: "body")
        guard SHA256.digest(Array(body)) == Array(hash) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an event is not what was committed")
        }
    }
}

extension Delivery {
    fileprivate init(_ row: Row) throws {
        try row.checkBody()
        let event: Data = try row.decode(forColumn: "id")
        let body: Data = try row.decode(forColumn: "body")
        try self.init(
            sequence: row.decode(forColumn: "sequence"), id: UUIDv7(bytes: Array(event))?.description ?? "",
            type: row.decode(forColumn: "type"),
            camera: row.decode(forColumn: "camera"), body: Array(body),
            stored: CaptureTime(microseconds: row.decode(forColumn: "stored")))
        attempts = try row.decode(forColumn: "attempts")
        rejections = try row.decode(forColumn: "rejections")
        nextAttempt = try row.time("next_attempt")
    }
}
