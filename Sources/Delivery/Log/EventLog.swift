package import Logging
import Threads

/// The log of all events: JSON Lines, appended by a thread of its own.
///
/// - A batch of events goes out with one `write(2)`, so that no reader sees a torn line and none is interleaved.
/// - A file that logrotate moved or removed is noticed before the next write and created anew; truncation in place
///   (`copytruncate`) is harmless, since every write goes to the end.
/// - While the file cannot be written (full disk, permissions), events wait in memory, up to 20,000 and 32 MiB, and
///   are tried again after 1 s, doubling to 30 s. That is said once, and once again when it is over.
package final class EventLog: Sendable {
    /// When what was written is forced to the disk with `fdatasync(2)`.
    package enum SyncPolicy: Sendable, Equatable {
        /// After each batch: nothing that was written is lost to a power cut.
        case everyBatch

        /// At most this long after it was written, which is how much a power cut may take.
        case interval(Duration)

        /// When the system likes, usually within 30 s. A crash of the daemon loses nothing even so.
        case never
    }

    private let path: String
    private let policy: SyncPolicy
    private let queue: SinkQueue
    private let logger: Logger
    private let onLogged: (@Sendable (Duration) -> Void)?

    private static let batch = 512
    private static let limit = Backlog.Limit(events: 20_000, bytes: 32 << 20)
    private static let backoff = Backoff(base: .seconds(1), cap: .seconds(30))

    /// The file is opened by the log's own thread, once an ``Outbox`` has it: a path that cannot be opened delays nothing.
    ///
    /// - Parameter onLogged: told for each event how long after its frame's arrival its line was written; called on
    ///   the log's thread.
    package init(
        path: String, sync: SyncPolicy = .interval(.seconds(1)), logger: Logger,
        onLogged: (@Sendable (Duration) -> Void)? = nil
    ) {
        self.path = path
        policy = sync
        queue = SinkQueue(sink: "log", limit: Self.limit)
        self.logger = logger
        self.onLogged = onLogged
    }

    /// What one thread needs to remember between batches.
    private struct Progress: ~Copyable {
        var file: LogFile
        var unsyncedSince: ContinuousClock.Instant?
        var failures = 0
        var overflow = OverflowNotice()
    }
}

extension EventLog: Sink {
    func start() {
        _ = BlockingThread(name: "log") { self.run() }
    }

    func accept(_ message: Message) {
        queue.accept(message)
    }

    func close(by moment: ContinuousClock.Instant) {
        queue.close(by: moment)
    }

    func awaitEnd(until moment: ContinuousClock.Instant) {
        queue.awaitEnd(until: moment)
    }

    var counts: SinkCounts { queue.counts }

    /// Closes the file and opens its path anew before the next event.
    func reopen() {
        queue.askToReopen()
    }

    private func run() {
        blockWriteSignalsOnThisThread()
        var progress = Progress(file: LogFile(path: path))
        prepare(&progress)
        while true {
            switch queue.next(upTo: Self.batch, within: untilSync(progress.unsyncedSince)) {
            case .messages(let messages): write(messages, &progress)
            case .reopen: reopen(&progress)
            case .timeout: sync(&progress)
            case .end:
                sync(&progress)
                return queue.end()
            }
            if syncIsDue(progress.unsyncedSince) { sync(&progress) }
        }
    }

    /// Opens the file before the first event, so that an unwritable log is said at the start and not at night.
    private func prepare(_ progress: inout Progress) {
        do {
            if let repaired = try progress.file.prepare() { say(repaired) }
        } catch {
            failed(error, &progress)
        }
    }

    private func reopen(_ progress: inout Progress) {
        sync(&progress)
        progress.file.close()
        prepare(&progress)
    }

    /// Writes all of them, however long that takes, unless the outbox is closed first.
    private func write(_ messages: [Message], _ progress: inout Progress) {
        var rest = messages[...]
        while !rest.isEmpty {
            do {
                if let repaired = try progress.file.prepare() { say(repaired) }
                let written = try progress.file.append(rest)
                succeeded(rest.prefix(written), &progress)
                rest = rest.dropFirst(written)
            } catch {
                failed(error, &progress)
                progress.overflow.say(queue.counts, logger)
                let delay = Self.backoff.delay(afterFailures: progress.failures, chance: .random(in: 0...1))
                guard queue.pause(for: delay) else { return }
                queue.count { $0.retried += 1 }
            }
        }
    }

    private func succeeded(_ messages: ArraySlice<Message>, _ progress: inout Progress) {
        guard !messages.isEmpty else { return }
        queue.count { counts in
            counts.delivered += messages.count
            counts.lastError = nil
        }
        let now = ContinuousClock.now
        progress.unsyncedSince = progress.unsyncedSince ?? now
        for arrived in messages.compactMap(\.arrived) { onLogged?(now - arrived) }
        progress.overflow.say(queue.counts, logger)
        guard progress.failures > 0 else { return }
        progress.failures = 0
        logger.notice("event log is written again", metadata: ["path": "\(path)"])
    }

    private func failed(_ error: LogError, _ progress: inout Progress) {
        progress.failures += 1
        queue.count { counts in
            counts.failed += 1
            counts.lastError = error.description
        }
        guard progress.failures == 1 else { return }
        logger.error("event log cannot be written; events wait in memory", metadata: ["error": "\(error)"])
    }

    private func sync(_ progress: inout Progress) {
        guard progress.unsyncedSince != nil else { return }
        progress.unsyncedSince = nil
        guard policy != .never else { return }
        do {
            try progress.file.sync()
        } catch {
            failed(error, &progress)
        }
    }

    private func untilSync(_ unsyncedSince: ContinuousClock.Instant?) -> Duration? {
        guard case .interval(let interval) = policy, let unsyncedSince else { return nil }
        return max(.zero, unsyncedSince + interval - .now)
    }

    private func syncIsDue(_ unsyncedSince: ContinuousClock.Instant?) -> Bool {
        policy == .everyBatch || untilSync(unsyncedSince) == .zero
    }

    private func say(_ torn: TornLine) {
        switch torn {
        case .completed: logger.notice("event log's last line lacked its end; added", metadata: ["path": "\(path)"])
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
