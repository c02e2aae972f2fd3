import FoundationEssentials
import Glibc

/// The event log's file: whole lines go to its end, or an error comes and none is torn.
///
/// One thread's; not closed by itself across calls, but reopened when its path names another file.
struct LogFile: ~Copyable {
    private let path: String
    private var descriptor: Int32 = -1

    /// What the file's size was when it was last written to; less than that, somebody has truncated it.
    private var size: off_t = 0

    /// The file's first line, which tells a copy of it from other files; nil where it has none.
    private(set) var beginning: [UInt8]?

    /// Regular files are repaired and watched for rotation; pipes and devices (`/dev/stdout`) are just written to.
    private var isRegular = false

    init(path: String) {
        self.path = path
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Opens the file where it is not open yet, or where logrotate has moved or removed it since.
    ///
    /// - Returns: what was repaired, when the file's last line had been torn by a crash.
    mutating func prepare() throws(LogError) -> TornLine? {
        if descriptor >= 0, !isStillAtItsPath {
            // Somebody moved it away; what was written last must not be lost with the next power cut.
            _ = fdatasync(descriptor)
            close()
        }
        guard descriptor < 0 else { return nil }
        try open()
        guard isRegular else { return nil }
        do {
            let repaired = try repairLastLine(of: descriptor, path: path)
            try noticeTruncation()
            return repaired
        } catch {
            close()
            throw error
        }
    }

    /// Bytes in the file, as far as this value has written or found them.
    var bytes: Int { isRegular ? Int(size) : 0 }

    /// Whether somebody has truncated the file since it was last written to, as logrotate's `copytruncate` does.
    var isTruncated: Bool {
        var status = stat()
        return isRegular && descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_size < size
    }

    /// Looks at what a truncation has left.
    mutating func noticeTruncation() throws(LogError) {
        size = lseek(descriptor, 0, SEEK_END)
        beginning = size > 0 ? LogTail.firstLine(of: path) : nil
    }

    /// Takes everything out of the file.
    mutating func empty() throws(LogError) {
        guard ftruncate(descriptor, 0) == 0 else { throw failed("truncate") }
        size = 0
        beginning = nil
    }

    /// Moves the file away, as a whole and forced to the disk; the next ``prepare()`` begins a new one.
    mutating func move(to target: String) throws(LogError) {
        guard descriptor >= 0, isRegular else { return }
        guard rename(path, target) == 0 else { throw failed("rename") }
        close()
    }

    /// Makes another file end with a whole line.
    static func repair(_ path: String) throws(LogError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw LogError(operation: "open", path: path, code: errno) }
        defer { Glibc.close(descriptor) }
        _ = try repairLastLine(of: descriptor, path: path)
    }

    /// Appends lines with one `write(2)`, or as few as the system makes of it.
    ///
    /// - Returns: how many were written whole, at least one; fewer than all where the disk filled up meanwhile. What was
    ///   written of the next one is taken back.
    mutating func append(_ lines: [[UInt8]]) throws(LogError) -> Int {
        let bytes = Array(lines.map { $0 + [UInt8(ascii: "\n")] }.joined())
        let (written, code) = write(bytes)
        size = isRegular ? lseek(descriptor, 0, SEEK_END) : 0
        beginning = beginning ?? lines.first
        if written == bytes.count { return lines.count }
        try takeBackTornLine(of: bytes[..<written])
        let whole = bytes[..<written].count { $0 == UInt8(ascii: "\n") }
        if whole == 0 { throw failed("write to", code: code) }
        return whole
    }

    /// Makes what was appended outlive a power cut.
    mutating func sync() throws(LogError) {
        guard descriptor >= 0, isRegular else { return }
        guard retryingInterrupts({ Int(fdatasync(descriptor)) }) == 0 else { throw failed("flush") }
    }

    mutating func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Goes on after a short write, since only the next call tells why it was short.
    private func write(_ bytes: [UInt8]) -> (written: Int, code: Int32) {
        var written = 0
        while written < bytes.count {
            let count = retryingInterrupts {
                bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
            if count <= 0 { return (written, count == 0 ? EIO : errno) }
            written += count
        }
        return (written, 0)
    }

    private mutating func takeBackTornLine(of written: ArraySlice<UInt8>) throws(LogError) {
        let torn = written.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
        guard torn > 0, isRegular else { return }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= torn, ftruncate(descriptor, end - off_t(torn)) == 0 else { throw failed("repair") }
        size = end - off_t(torn)
    }

    private mutating func open() throws(LogError) {
        descriptor = openForAppending()
        if descriptor < 0, errno == ENOENT {
            createFolder()
            descriptor = openForAppending()
        }
        guard descriptor >= 0 else { throw failed("open") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failed("open") }
        isRegular = status.st_mode & S_IFMT == S_IFREG
        if !isRegular { _ = fcntl(descriptor, F_SETFL, O_WRONLY | O_APPEND) }
    }

    /// Without blocking, since opening a FIFO would otherwise wait until somebody reads from it.
    private func openForAppending() -> Int32 {
        Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
    }

    private func createFolder() {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        guard !folder.isEmpty else { return }
        // Where it fails, opening the file again says why.
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var isStillAtItsPath: Bool {
        guard isRegular else { return true }
        var open = stat()
        var named = stat()
        guard fstat(descriptor, &open) == 0, stat(path, &named) == 0 else { return false }
        return open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }

    /// A file that failed is opened anew, and looked over, before it is written to again.
    private mutating func failed(_ operation: String, code: Int32 = errno) -> LogError {
        close()
        return LogError(operation: operation, path: path, code: code)
    }
}

/// A signal that the thread does not block may interrupt a call that would go on.
func retryingInterrupts(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
