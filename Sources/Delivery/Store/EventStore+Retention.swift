package import Clocks
import GRDB

/// How much the outbox may keep.
package struct Retention: Hashable, Sendable {
    /// How long events are kept that every sink has, or gave up; nil: for as long as there is room.
    package var longest: Duration?

    /// Of the database, see ``EventStore/usedBytes()``.
    package var bytes: Int

    package init(longest: Duration?, bytes: Int) {
        self.longest = longest
        self.bytes = bytes
    }
}

extension EventStore {
    /// Removes at most `limit` settled events, oldest first: those that were committed before `moment` (nil: any).
    ///
    /// Settled is what no sink of the configuration waits for: delivered, given up, or never meant for one.
    /// - Returns: how many.
    package func removeSettled(before moment: CaptureTime?, limit: Int) throws(StoreError) -> Int {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM events WHERE sequence IN (
                        SELECT sequence FROM events
                        WHERE sequence <= (SELECT min(\(Int64.max), min(coalesce(cursor, \(Int64.max)))) FROM sinks
                                           WHERE configured)
                        AND stored < ?
                        AND NOT EXISTS (
                            SELECT 1 FROM deliveries JOIN sinks ON sinks.id = sink
                            WHERE deliveries.sequence = events.sequence AND state = 0 AND configured)
                        ORDER BY sequence LIMIT ?)
                    """, arguments: [moment?.microseconds ?? Int64.max, limit])
            return db.changesCount
        }
    }

    /// Removes at most `limit` events, oldest first, whoever waits for them.
    ///
    /// - Parameter end: none after this sequence number.
    /// - Returns: the last one's sequence number, 0 where there was none; and how many each sink, by its number, will never
    ///   get, which are in the sinks' totals.
    package func removeOldest(limit: Int, through end: Int64 = .max) throws(StoreError) -> (
        through: Int64, lost: [Int64: Int]
    ) {
        try write { db in
            let sql = "SELECT sequence FROM events WHERE sequence <= \(end) ORDER BY sequence LIMIT ?"
            let sequences = try Int64.fetchAll(db, sql: sql, arguments: [limit])
            guard let last = sequences.last else { return (0, [:]) }
            let lost = try Row.fetchAll(
                db,
                sql: """
                    SELECT sink, count(*) AS lost FROM deliveries WHERE sequence <= \(last) AND state = 0 GROUP BY sink
                    UNION ALL SELECT sinks.id, (SELECT count(*) FROM events WHERE sequence > cursor AND sequence <= \(last))
                    FROM sinks WHERE cursor < \(last)
                    """
            ).reduce(into: [Int64: Int]()) { lost, row in
                lost[try row.decode(forColumn: "sink"), default: 0] += try row.decode(Int.self, forColumn: "lost")
            }
            try db.execute(sql: "DELETE FROM events WHERE sequence <= \(last)")
            for (sink, count) in lost {
                try db.execute(sql: "UPDATE sinks SET lost = lost + \(count) WHERE id = \(sink)")
            }
            try db.execute(sql: "UPDATE sinks SET cursor = \(last) WHERE cursor < \(last)")
            return (last, lost)
        }
    }
}
