package import Events
package import Logging
import Threads

/// The log of all events: JSON Lines, in the order of their commits, appended by a thread of its own.
///
/// - A batch of events goes out with one `write(2)`, so that no reader sees a torn line and none is interleaved.
/// - A file that is large enough is moved away and begun anew (``LogRotation``). One that logrotate moved or removed is
///   noticed before the next write. Where it was truncated in place (`copytruncate`), what was written between the copy and
///   the truncation is written again.
/// - The database learns that the log has an event once that is forced to the disk. After a crash the log goes on behind
///   its own last line, so that none is missing and none is there twice.
/// - While the file cannot be written (full disk, permissions), events wait in the database, and are tried again after 1 s,
///   doubling to 30 s. That is said once, and once again when it is over.
package final class EventLog: Sendable {
    /// When what was written is forced to the disk with `fdatasync(2)`.
    package enum SyncPolicy: Sendable, Equatable {
        /// After each batch: nothing that was written is lost to a power cut.
        case everyBatch

        /// At most this long after it was written, which is how much a power cut may take until the next start.
        case interval(Duration)

        /// When the system likes, usually within 30 s. A crash of the daemon loses nothing even so.
        case never
    }

    package let name = "log"

    private let path: String
    private let policy: SyncPolicy
    private let rotation: LogRotation
    private let archive: LogArchive
    private let logger: Logger
    private let onLogged: (@Sendable (Duration) -> Void)?
    private let feed = Monitor<SinkFeed?>(nil)

    private static let batch = 512
    private static let backoff = Backoff(base: .seconds(1), cap: .seconds(30))

    /// Bytes of the log that a damaged database is filled from.
    private static let longestTail = 256 << 20

    /// The file is opened by the log's own thread, once an ``Outbox`` has it: a path that cannot be opened delays nothing.
    ///
    /// - Parameter onLogged: told for each event how long after its frame's arrival its line was written; called on
    ///   the log's thread.
    package init(
        path: String, sync: SyncPolicy = .interval(.seconds(1)), rotation: LogRotation = LogRotation(), logger: Logger,
        onLogged: (@Sendable (Duration) -> Void)? = nil
    ) {
        self.path = path
        policy = sync
        self.rotation = rotation
        archive = LogArchive(path: path, rotation: rotation, logger: logger)
        self.logger = logger
        self.onLogged = onLogged
    }

    /// Closes the file and opens its path anew before the next event.
    func reopen() {
        feed.withLock { $0?.wake() }
    }

    /// The last whole line, of the file before where this one is empty.
    func lastLine() -> [UInt8]? {
        LogTail.lines(of: path, limit: TornLine.longestEvent).last
            ?? LogTail.newestRotated(of: path).flatMap {
                LogTail.lines(of: $0, limit: TornLine.longestEvent).last
            }
    }

    /// The newest lines, oldest first, as many files back as are needed.
    ///
    /// - Parameter isEnough: asked of each file's lines, the newest file first.
    func lines<Failure: Error>(
        until isEnough: ([[UInt8]]) throws(Failure) -> Bool
    ) throws(Failure) -> [[UInt8]] {
        var all: [[UInt8]] = []
        var bytes = 0
        for file in [path] + LogTail.rotated(of: path) {
            let lines = LogTail.allLines(of: file, limit: Self.longestTail)
            all = lines + all
            bytes += lines.reduce(0) { $0 + $1.count }
            if try isEnough(lines) || bytes > Self.longestTail { break }
        }
        return all
    }

    /// What one thread needs to remember between batches.
    private struct Progress: ~Copyable {
        var file: LogFile

        /// Written, but not known to be on the disk.
        var unsynced: Int64?

        /// Known to be on the disk, and told to the database.
        var recorded: Int64 = 0
        var unsyncedSince: ContinuousClock.Instant?
        var failures = 0
    }
}

extension EventLog: Sink {
    package var isSequential: Bool { true }

    package func wants(_ event: EventFacts) -> Bool { true }

    package func start(_ feed: SinkFeed) {
        self.feed.withLock { $0 = feed }
        _ = BlockingThread(name: "log") { self.run(feed) }
    }

    private func run(_ feed: SinkFeed) {
        blockWriteSignalsOnThisThread()
        var progress = Progress(file: LogFile(path: path))
        prepare(&progress, feed)
        resume(feed)
        archive.tidy(through: archive.nextPath()) { true }
        while true {
            switch feed.next(upTo: Self.batch, within: untilSync(progress.unsyncedSince)) {
            case .deliveries(let deliveries): write(deliveries, &progress, feed)
            case .woken: reopen(&progress, feed)
            case .timeout: sync(&progress, feed)
            case .end:
                sync(&progress, feed)
                return feed.finish()
            }
            if syncIsDue(progress.unsyncedSince) { sync(&progress, feed) }
        }
    }

    /// Opens the file before the first event, so that an unwritable log is said at the start and not at night.
    private func prepare(_ progress: inout Progress, _ feed: SinkFeed) {
        do {
            if let repaired = try progress.file.prepare() { say(repaired) }
        } catch {
            failed(error, &progress, feed)
        }
    }

    /// The file knows best what is in it; the database may be behind by a crash, or ahead by a power cut.
    private func resume(_ feed: SinkFeed) {
        if let line = LogTail.lines(of: path, limit: TornLine.longestEvent).last {
            guard let last = LoggedEvent(line) else { return }
            feed.resume(after: last.id.description, isRewinding: true)
        } else if let line = lastLine(), let last = LoggedEvent(line) {
            // Rotated, and not written to since: not even its last line, where a crash tore that. What is older than the
            // database says is another's copy.
            if let rotated = LogTail.newestRotated(of: path) { try? LogFile.repair(rotated) }
            feed.resume(after: last.id.description, isRewinding: false)
        }
    }

    private func reopen(_ progress: inout Progress, _ feed: SinkFeed) {
        sync(&progress, feed)
        progress.file.close()
        prepare(&progress, feed)
    }

    /// Writes all of them, however long that takes, unless the outbox is closed first.
    private func write(_ deliveries: [Delivery], _ progress: inout Progress, _ feed: SinkFeed) {
        var rest = deliveries[...]
        while !rest.isEmpty {
            do {
                guard try makeReady(&progress, feed) else { return }
                let written = try progress.file.append(rest.map(\.body))
                succeeded(Array(rest.prefix(written)), &progress, feed)
                rest = rest.dropFirst(written)
            } catch {
                failed(error, &progress, feed)
                let delay = Self.backoff.delay(afterFailures: progress.failures, chance: .random(in: 0...1))
                guard feed.pause(for: delay) else { return feed.settle(Array(rest), as: .untried) }
                feed.countRetry()
            }
        }
    }

    /// Sees to it that there is a file to append to.
    ///
    /// - Returns: false where other events go first: what is in hand will be handed out again.
    private func makeReady(_ progress: inout Progress, _ feed: SinkFeed) throws(LogError) -> Bool {
        if progress.file.isTruncated, try goBack(&progress, feed) { return false }
        if progress.file.bytes >= rotation.bytes { try rotate(&progress, feed) }
        if let repaired = try progress.file.prepare() { say(repaired) }
        return true
    }

    private func rotate(_ progress: inout Progress, _ feed: SinkFeed) throws(LogError) {
        sync(&progress, feed)
        // What is not on the disk yet could not be forced there once the file is out of sight.
        guard progress.unsynced == nil else { return }
        let recorded = progress.recorded
        let target = archive.nextPath()
        try progress.file.move(to: target)
        archive.tidy(through: target) { feed.awaitRecorded(through: recorded, within: .seconds(60)) }
    }

    /// The file was truncated in place. Where the newest rotated file is a copy of this one, what came after its last line is
    /// in neither: the log goes back to there.
    private func goBack(_ progress: inout Progress, _ feed: SinkFeed) throws(LogError) -> Bool {
        let beginning = progress.file.beginning
        try progress.file.noticeTruncation()
        guard let beginning, let copy = LogTail.newestRotated(of: path), LogTail.firstLine(of: copy) == beginning else {
            return false
        }
        // Copied in the middle of a write.
        try LogFile.repair(copy)
        guard let last = LogTail.lines(of: copy, limit: TornLine.longestEvent).last.flatMap(LoggedEvent.init)
        else { return false }
        // What was written behind the truncation is among what is written again.
        try progress.file.empty()
        progress.unsynced = nil
        progress.unsyncedSince = nil
        feed.resume(after: last.id.description, isRewinding: true)
        return true
    }

    private func succeeded(_ deliveries: [Delivery], _ progress: inout Progress, _ feed: SinkFeed) {
        guard let last = deliveries.last else { return }
        feed.settle(deliveries, as: .delivered)
        let now = ContinuousClock.now
        progress.unsynced = last.sequence
        progress.unsyncedSince = progress.unsyncedSince ?? now
        for arrived in deliveries.compactMap(\.arrived) { onLogged?(now - arrived) }
        guard progress.failures > 0 else { return }
        progress.failures = 0
        logger.notice("event log is written again", metadata: ["path": "\(path)"])
    }

    private func failed(_ error: LogError, _ progress: inout Progress, _ feed: SinkFeed) {
        progress.failures += 1
        feed.countFailure(error.description)
        guard progress.failures == 1 else { return }
        logger.error(
            "event log cannot be written; events wait in the outbox", metadata: ["error": "\(error)"])
    }

    /// Forces to the disk what was written, and only then tells the database of it.
    private func sync(_ progress: inout Progress, _ feed: SinkFeed) {
        guard let sequence = progress.unsynced else { return }
        do {
            if policy != .never { try progress.file.sync() }
            progress.unsynced = nil
            progress.unsyncedSince = nil
            progress.recorded = sequence
            feed.record(through: sequence)
        } catch {
            // Tried again with the next batch, or at the next interval.
            progress.unsyncedSince = .now + .seconds(1)
            failed(error, &progress, feed)
        }
    }

    private func untilSync(_ unsyncedSince: ContinuousClock.Instant?) -> Duration? {
        guard let unsyncedSince else { return nil }
        return max(.zero, unsyncedSince + interval - .now)
    }

    private func syncIsDue(_ unsyncedSince: ContinuousClock.Instant?) -> Bool {
        untilSync(unsyncedSince) == .zero
    }

    private var interval: Duration {
        switch policy {
        case .everyBatch: .zero
        case .interval(let interval): interval
        case .never: .seconds(1)
        }
    }

    private func say(_ torn: TornLine) {
        switch torn {
        case .completed:
            logger.notice("event log's last line lacked its end; added", metadata: ["path": "\(path)"])
        case .cut(let bytes):
            logger.warning(
                "event log's last line was torn by a crash; cut off",
                metadata: ["path": "\(path)", "bytes": "\(bytes)"])
        case .fenced(let bytes):
            logger.warning(
                "event log ends in something that is no event; left on a line of its own",
                metadata: ["path": "\(path)", "bytes": "\(bytes)"])
        }
    }
}
