import GRDB

/// What the database looks like. A migration, once released, is never changed; another is added below it.
enum StoreSchema {
    /// SQLite's `application_id`: "VDTT". Tells our file from any other database.
    static let applicationID: Int32 = 0x5644_5454

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: events, sinks, deliveries") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: first)
        }
        return migrator
    }()

    /// Moments are microseconds since 1970. `camera` is empty for the daemon's own events.
    ///
    /// - `events.sequence` is never used twice (AUTOINCREMENT), so that a cursor survives the removal of what is behind it.
    /// - `events.hash` is the SHA-256 of the body, which SQLite itself would hand out damaged without a word.
    /// - `events_by_time` covers what a listing filters by, so that the bodies of what is not shown are not read.
    /// - A row in `deliveries` is an event that a sink has still to deliver (state 0) or gave up (1). What is delivered has
    ///   no row: on a healthy box the table is empty. Its key is the order in which a sink takes events: by camera, oldest
    ///   first.
    /// - `sinks.cursor` is the log's progress: what follows it is not known to be on the disk. Other sinks have rows.
    /// - `chain` has one row: the hash of the event that was committed last.
    private static let first = """
        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            time INTEGER NOT NULL,
            stored INTEGER NOT NULL,
            camera TEXT NOT NULL,
            type TEXT NOT NULL,
            hash BLOB NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX events_by_time ON events (time, camera, type);

        CREATE TABLE sinks (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            configured INTEGER NOT NULL DEFAULT 1,
            cursor INTEGER,
            disabled INTEGER,
            delivered INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            retried INTEGER NOT NULL DEFAULT 0,
            dead INTEGER NOT NULL DEFAULT 0,
            lost INTEGER NOT NULL DEFAULT 0,
            last_error TEXT
        ) STRICT;

        CREATE TABLE deliveries (
            sink INTEGER NOT NULL REFERENCES sinks (id) ON DELETE CASCADE,
            state INTEGER NOT NULL DEFAULT 0,
            camera TEXT NOT NULL,
            sequence INTEGER NOT NULL REFERENCES events (sequence) ON DELETE CASCADE,
            attempts INTEGER NOT NULL DEFAULT 0,
            rejections INTEGER NOT NULL DEFAULT 0,
            next_attempt INTEGER,
            last_error TEXT,
            changed INTEGER,
            PRIMARY KEY (sink, state, camera, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX deliveries_by_event ON deliveries (sequence, sink);

        CREATE TABLE chain (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            hash BLOB NOT NULL
        ) STRICT;
        """
}
