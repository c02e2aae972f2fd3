import CZlib
import Clocks
import FoundationEssentials
import Glibc
import Logging
import Synchronization
import Threads

/// The files that a log was moved to: their names, their compression and their end.
///
/// `events.jsonl-20261128T172000.123456Z` and, compressed, the same with `.gz`. Names ascend with age, also where the clock was set
/// back. Compressing is done by a thread of its own at low priority; a file is replaced by its compressed form as a whole.
final class LogArchive: Sendable {
    private let path: String
    private let rotation: LogRotation
    private let logger: Logger
    private let isTidying = Mutex(false)

    init(path: String, rotation: LogRotation, logger: Logger) {
        self.path = path
        self.rotation = rotation
        self.logger = logger
    }

    /// The path that the log's file is to be moved to now.
    func nextPath() -> String {
        let stamp = CaptureTime.now().rfc3339.filter { !"-:".contains($0) }
        var name = self.name + "-" + stamp
        if let newest = names().map(\.stem).max(), name <= newest { name = newest + "0" }
        return folder + name
    }

    /// Compresses and removes what is to be, on a thread of its own.
    ///
    /// - Parameters:
    ///   - last: the newest file to compress; the log may be at the next one already.
    ///   - isSafe: waits until that may be compressed: after a crash the log looks for its last line there.
    func tidy(through last: String, once isSafe: @escaping @Sendable () -> Bool) {
        let isBusy = isTidying.withLock { isTidying in
            defer { isTidying = true }
            return isTidying
        }
        guard !isBusy else { return }
        _ = BlockingThread(name: "log-archive") { [self] in
            // Of this thread alone (setpriority(2), "C library/kernel differences").
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
            if isSafe(), rotation.compresses { compress(through: last) }
            removeOldest()
            isTidying.withLock { $0 = false }
        }
    }

    private var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    private var folder: String { String(path.dropLast(name.count)) }

    /// Files of ours, oldest first; `stem` is the name without its compression's ending.
    private func names() -> [(name: String, stem: String)] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return all.compactMap { file -> (name: String, stem: String)? in
            let stem = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
            let mark = stem.dropFirst(name.count + 1)
            let isOurs =
                stem.hasPrefix(name + "-") && mark.count >= 23 && mark.allSatisfy { $0.isNumber || "TZ.".contains($0) }
            return isOurs ? (file, stem) : nil
        }.sorted { ($0.stem, $0.name) < ($1.stem, $1.name) }
    }

    private func removeOldest() {
        for file in names().dropLast(rotation.keptFiles) { unlink(folder + file.name) }
    }

    private func compress(through last: String) {
        for file in names() where file.name == file.stem && folder + file.stem <= last {
            do throws(LogError) {
                try compress(folder + file.name)
            } catch {
                logger.warning(
                    "rotated event log cannot be compressed; it stays as it is", metadata: ["error": "\(error)"])
            }
        }
    }

    /// What a crash leaves half done is a draft, which the next attempt overwrites.
    private func compress(_ file: String) throws(LogError) {
        let draft = file + ".gz.draft"
        let target = file + ".gz"
        do throws(LogError) {
            try write(file, to: draft)
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, target) == 0 else { throw LogError(operation: "rename", path: draft, code: errno) }
        unlink(file)
    }

    private func write(_ file: String, to draft: String) throws(LogError) {
        let source = open(file, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw LogError(operation: "open", path: file, code: errno) }
        defer { close(source) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw LogError(operation: "open", path: draft, code: errno) }
        defer { close(descriptor) }
        // zlib closes what it is given; the file is forced to the disk after that.
        guard let archive = gzdopen(dup(descriptor), "wb6") else {
            throw LogError(operation: "write to", path: draft, code: ENOMEM)
        }
        let failure = copy(source, to: archive)
        let closing = gzclose(archive)
        // As gzip does it: when it was last written to is what the files are ordered by.
        var status = stat()
        if fstat(source, &status) == 0 { futimens(descriptor, [status.st_atim, status.st_mtim]) }
        guard failure == 0, closing == Z_OK, fsync(descriptor) == 0 else {
            throw LogError(operation: "write to", path: draft, code: failure != 0 ? failure : errno)
        }
    }

    /// - Returns: 0, or the error's code.
    private func copy(_ source: Int32, to archive: gzFile) -> Int32 {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = retryingInterrupts { read(source, &bytes, bytes.count) }
            if count == 0 { return 0 }
            if count < 0 || gzwrite(archive, bytes, UInt32(count)) != count { return errno == 0 ? EIO : errno }
        }
    }
}
