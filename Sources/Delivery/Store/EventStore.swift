import FoundationEssentials
import GRDB
import Glibc

/// The durable memory of what this box saw and of what every sink still has to get: an SQLite database in WAL mode.
///
/// One daemon writes to it; any number of other processes read it meanwhile, and may put events back into a sink's
/// queue (``requeue(_:sink:)``, ``retryDead(sink:ids:)``), which the daemon notices within a second or so. Every call
/// blocks: for a disk, and up to ``patience`` for another process that writes.
///
/// Events are committed with `synchronous = FULL`: when a commit returns, the write-ahead log was flushed to the disk, so
/// that neither a crash nor a power cut takes what was committed. `NORMAL` would survive a crash only.
package final class EventStore: Sendable {
    /// What the caller means to do.
    package enum Role: Sendable {
        /// Makes the database where there is none, brings an older one up to date, writes.
        case daemon

        /// Reads, and puts events back into queues, while a daemon may run.
        case `operator`

        /// Reads only.
        case reader
    }

    /// The database's file name in the state directory.
    package static let fileName = "events.db"

    /// How long a call waits for another process's write to end.
    static let patience = 10.0

    package let path: String
    let database: any DatabaseWriter

    /// - Parameter path: of the database's file; its folder is made by the daemon where it is missing.
    /// - Throws: ``StoreError/newer(path:)``, ``StoreError/foreign(path:)`` and ``StoreError/corrupt(path:_:)`` with the
    ///   file untouched.
    package init(path: String, role: Role) throws(StoreError) {
        self.path = path
        do {
            database = try Self.open(path, role)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func open(_ path: String, _ role: Role) throws -> any DatabaseWriter {
        try prepareFolder(of: path, role)
        try check(path, role)
        var configuration = Configuration()
        configuration.label = "events"
        configuration.busyMode = .timeout(patience)
        configuration.readonly = role == .reader
        configuration.maximumReaderCount = 8
        guard role == .daemon else {
            return try DatabaseQueue(path: path, configuration: configuration)
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try StoreSchema.migrator.migrate(pool)
        return pool
    }

    private static func prepareFolder(of path: String, _ role: Role) throws {
        guard role == .daemon else {
            guard FileManager.default.fileExists(atPath: path) else {
                throw StoreError.missing(path: path)
            }
            return
        }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        guard !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw StoreError.inaccessible(
                path: path, "its folder cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    /// Looks before anything is written: whose file is it, and of which version?
    private static func check(_ path: String, _ role: Role) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.foreign(path: path)
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.readonly = true
        let file = try DatabaseQueue(path: path, configuration: configuration)
        try file.read { db in
            let application = try Int32.fetchOne(db, sql: "PRAGMA application_id")
            if application != StoreSchema.applicationID {
                // A process that was ended between the file's making and its first commit leaves no table behind.
                let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
                if tables > 0 || role != .daemon { throw StoreError.foreign(path: path) }
            } else if try StoreSchema.migrator.hasBeenSuperseded(db) {
                throw StoreError.newer(path: path)
            } else if role != .daemon, try !StoreSchema.migrator.hasCompletedMigrations(db) {
                throw StoreError.older(path: path)
            }
        }
    }
}

extension EventStore {
    /// Reads with a consistent view of the whole database, while others write.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// One transaction: all of it is on the disk when this returns, or nothing of it ever is.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.write(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Changes whenever another process, or another connection, has committed something; for the same caller to compare.
    package func version() throws(StoreError) -> Int {
        do {
            return try database.writeWithoutTransaction {
                try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Gives the write-ahead log's room back to the file system, as far as no reader holds it.
    func shrinkLog() {
        _ = try? database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }

    /// Bytes of the database that hold something; what was freed within it does not count, and neither does the write-ahead
    /// log, whose size says nothing of what is kept.
    package func usedBytes() throws(StoreError) -> Int {
        try read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            return (pages - free) * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
        }
    }

    /// Bytes of the write-ahead log.
    var logBytes: Int {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }
}
