import Clocks
import Events
import FoundationEssentials
import GRDB

/// A camera's events at a sink, as they wait in the database.
struct StoredLane: Sendable {
    let camera: String
    let waiting: Int
}

/// An event that a sink is to deliver, with what was tried already.
struct StoredDelivery: Sendable {
    let sequence: Int64
    let id: String
    let type: String
    let body: [UInt8]
    let attempts: Int
    let rejections: Int
    let nextAttempt: CaptureTime?
}

extension EventStore {
    func lanes(sink: Int64) throws(StoreError) -> [StoredLane] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT camera, count(*) AS waiting FROM deliveries WHERE sink = ? AND state = 0 GROUP BY camera",
                arguments: [sink]
            ).map { StoredLane(camera: $0["camera"], waiting: $0["waiting"]) }
        }
    }

    /// The oldest that wait after a sequence number.
    func waiting(
        sink: Int64, camera: String, after sequence: Int64, limit: Int
    ) throws(StoreError) -> [StoredDelivery] {
        try read { db in
            let sql = """
                SELECT events.id, type, body, deliveries.* FROM deliveries JOIN events USING (sequence)
                WHERE sink = ? AND state = 0 AND deliveries.camera = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [sink, camera, sequence, limit]).map(StoredDelivery.init)
        }
    }

    func isDisabled(sink: Int64) throws(StoreError) -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT disabled IS NOT NULL FROM sinks WHERE id = \(sink)") ?? false }
    }

    /// Of a sink with a cursor.
    func cursor(sink: Int64) throws(StoreError) -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT cursor FROM sinks WHERE id = \(sink)") ?? 0 }
    }
}

extension StoredDelivery {
    fileprivate init(_ row: Row) {
        let event: Data = row["id"]
        let body: Data = row["body"]
        self.init(
            sequence: row["sequence"], id: UUIDv7(bytes: Array(event))?.description ?? "", type: row["type"],
            body: Array(body), attempts: row["attempts"], rejections: row["rejections"],
            nextAttempt: row.time("next_attempt"))
    }
}
