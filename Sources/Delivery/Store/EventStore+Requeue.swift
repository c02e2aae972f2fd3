import Clocks
import GRDB

extension EventStore {
    /// Puts events into a sink's queue once more, whatever became of them there; they go out with the ids they have.
    ///
    /// A camera's events go out in the order of their commits; those put back go before what is new. The sink's own filter
    /// does not apply: whoever asks has chosen. Works from any process; a running daemon notices within a second or so.
    ///
    /// - Parameter isMeant: a last word on each event that the query means.
    /// - Returns: how many are in the queue that were not.
    /// - Throws: ``StoreError/failed(path:_:)`` for a sink that there is not, and for the log, which has its events.
    package func requeue(
        _ query: EventQuery, sink: String, where isMeant: (StoredEvent) -> Bool = { _ in true }
    ) throws(StoreError) -> Int {
        let sequences = try meant(query, isMeant)
        return try write { db in
            let sink = try id(ofQueued: sink, db)
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO deliveries (sink, camera, sequence) SELECT ?, camera, sequence FROM events WHERE sequence = ?
                    ON CONFLICT (sequence, sink) DO UPDATE SET
                        state = 0, attempts = 0, rejections = 0, next_attempt = NULL, last_error = NULL WHERE state = 1
                    """)
            let before = db.totalChangesCount
            for sequence in sequences { try statement.execute(arguments: [sink, sequence]) }
            let requeued = db.totalChangesCount - before
            try enable(sink, db)
            return requeued
        }
    }

    /// Puts events that a sink gave up into its queue again; a sink that was disabled is tried again.
    ///
    /// - Parameters:
    ///   - sink: nil for all of them.
    ///   - ids: of the events; nil for all that are dead.
    /// - Returns: how many.
    package func retryDead(sink: String? = nil, ids: [String]? = nil) throws(StoreError) -> Int {
        let sequences = try sequences(of: ids)
        return try write { db in
            let sinks =
                try sink.map { [try id(ofQueued: $0, db)] }
                ?? Int64.fetchAll(db, sql: "SELECT id FROM sinks")
            var revived = 0
            for sink in sinks {
                let narrowed =
                    sequences.map { " AND sequence IN (\($0.map(String.init).joined(separator: ", ")))" }
                    ?? ""
                try db.execute(
                    sql: """
                        UPDATE deliveries SET state = 0, attempts = 0, rejections = 0, next_attempt = NULL
                        WHERE sink = \(sink) AND state = 1\(narrowed)
                        """)
                guard db.changesCount > 0 else { continue }
                revived += db.changesCount
                try enable(sink, db)
            }
            return revived
        }
    }

    private func sequences(of ids: [String]?) throws(StoreError) -> [Int64]? {
        guard let ids else { return nil }
        var sequences: [Int64] = []
        for id in ids {
            if let event = try event(id: id) { sequences.append(event.sequence) }
        }
        return sequences
    }

    private func meant(
        _ query: EventQuery, _ isMeant: (StoredEvent) -> Bool
    ) throws(StoreError) -> [Int64] {
        var sequences: [Int64] = []
        try forEachEvent(query) { event in
            if isMeant(event) { sequences.append(event.sequence) }
            return true
        }
        return sequences
    }

    private func id(ofQueued name: String, _ db: Database) throws -> Int64 {
        let row = try Row.fetchOne(
            db, sql: "SELECT id FROM sinks WHERE name = ? AND cursor IS NULL", arguments: [name])
        if let row { return try row.decode(forColumn: "id") }
        let known = try String.fetchAll(
            db, sql: "SELECT name FROM sinks WHERE cursor IS NULL ORDER BY name")
        let list = known.isEmpty ? "there are none" : "there are " + known.joined(separator: ", ")
        throw StoreError.failed(
            path: path, "no sink called '\(name)' takes events from its queue; \(list)")
    }

    private func enable(_ sink: Int64, _ db: Database) throws {
        try db.execute(sql: "UPDATE sinks SET disabled = NULL WHERE id = \(sink)")
    }
}
