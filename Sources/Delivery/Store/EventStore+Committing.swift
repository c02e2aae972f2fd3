package import Clocks
import Events
import FoundationEssentials
import GRDB

extension EventStore {
    /// Makes the configuration's sinks known; one that is new begins with the next event, one that returns goes on.
    ///
    /// Sinks that are not named any more keep what waits for them, but hold nothing back from being removed.
    /// - Returns: the sinks' numbers, in their order.
    package func register(_ sinks: [SinkRegistration]) throws(StoreError) -> [Int64] {
        try write { db in
            try db.execute(sql: "UPDATE sinks SET configured = 0")
            let last =
                try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0
            return try sinks.map { sink in
                try db.execute(
                    sql: """
                        INSERT INTO sinks (name, cursor) VALUES (?, ?)
                        ON CONFLICT (name) DO UPDATE SET configured = 1, disabled = NULL
                        """, arguments: [sink.name, sink.hasCursor ? last : nil])
                return try Int64.fetchOne(
                    db, sql: "SELECT id FROM sinks WHERE name = ?", arguments: [sink.name]) ?? 0
            }
        }
    }

    /// - Returns: the sequence numbers of the new events, in their order.
    package func commit(_ changes: StoreChanges, at now: CaptureTime) throws(StoreError) -> [Int64] {
        try write { db in
            let sequences = try insert(changes.events, at: now, db)
            if let chain = changes.chain {
                try db.execute(
                    sql:
                        "INSERT INTO chain (id, hash) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash",
                    arguments: [Data(chain)])
            }
            for progress in changes.progress { try record(progress, at: now, db) }
            for (sink, cursor) in changes.cursors {
                try db.execute(sql: "UPDATE sinks SET cursor = max(cursor, \(cursor)) WHERE id = \(sink)")
            }
            try record(changes, at: now, db)
            return sequences
        }
    }

    /// The hash that the next event's line is to carry; nil in a database without events.
    package func chain() throws(StoreError) -> [UInt8]? {
        try read { try Data.fetchOne($0, sql: "SELECT hash FROM chain").map(Array.init) }
    }

    private func insert(_ events: [StoreChanges.NewEvent], at now: CaptureTime, _ db: Database) throws
        -> [Int64]
    {
        let event = try db.cachedStatement(
            sql: "INSERT INTO events (id, time, stored, camera, type, hash, body) VALUES (?, ?, ?, ?, ?, ?, ?)")
        let delivery = try db.cachedStatement(
            sql: "INSERT INTO deliveries (sink, camera, sequence) VALUES (?, ?, ?)")
        return try events.map { new in
            try event.execute(arguments: [
                Data(new.id.bytes), new.time.microseconds, now.microseconds, new.camera, new.type,
                Data(new.hash), Data(new.body),
            ])
            let sequence = db.lastInsertedRowID
            for sink in new.sinks { try delivery.execute(arguments: [sink, new.camera, sequence]) }
            return sequence
        }
    }

    private func record(_ progress: StoreChanges.Progress, at now: CaptureTime, _ db: Database) throws {
        let key = "WHERE sink = ? AND state = 0 AND camera = ? AND sequence = ?"
        func change(_ sql: String, _ values: [(any DatabaseValueConvertible)?]) throws {
            try db.cachedStatement(sql: sql + " " + key)
                .execute(
                    arguments: StatementArguments(
                        values + [progress.sink, progress.camera, progress.sequence]))
        }
        switch progress.outcome {
        case .delivered: try change("DELETE FROM deliveries", [])
        case .failed(let attempts, let rejections, let next, let error):
            try change(
                "UPDATE deliveries SET attempts = ?, rejections = ?, next_attempt = ?, last_error = ?, changed = ?",
                [attempts, rejections, next?.microseconds, error, now.microseconds])
        case .dead(let attempts, let error):
            try change(
                "UPDATE deliveries SET state = 1, attempts = ?, next_attempt = NULL, last_error = ?, changed = ?",
                [attempts, error, now.microseconds])
        }
    }

    private func record(_ changes: StoreChanges, at now: CaptureTime, _ db: Database) throws {
        for (sink, added) in changes.totals {
            try db.cachedStatement(
                sql: """
                    UPDATE sinks SET delivered = delivered + ?, failed = failed + ?, retried = retried + ?,
                    dead = dead + ?, lost = lost + ? WHERE id = ?
                    """
            ).execute(arguments: [
                added.delivered, added.failed, added.retried, added.dead, added.lost, sink,
            ])
        }
        for (sink, error) in changes.lastErrors {
            try db.execute(sql: "UPDATE sinks SET last_error = ? WHERE id = ?", arguments: [error, sink])
        }
        for sink in changes.disabled {
            // What waits is given up, not thrown away: `retryDead` brings both it and the sink back.
            try db.execute(
                sql: """
                    UPDATE deliveries SET state = 1, next_attempt = NULL, last_error = ?, changed = ?
                    WHERE sink = ? AND state = 0
                    """, arguments: ["the receiver wants no more (410)", now.microseconds, sink])
            let given = db.changesCount
            try db.execute(
                sql: "UPDATE sinks SET disabled = ?, dead = dead + ? WHERE id = ?",
                arguments: [now.microseconds, given, sink])
        }
    }
}
