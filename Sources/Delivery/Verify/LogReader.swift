import CZlib
import FoundationEssentials
import Glibc

/// The files that the log consists of: its own, and those that rotation made of it, oldest first.
///
/// Known are our own names (`events.jsonl-20261128T172000.123456Z`) and logrotate's (`events.jsonl.1`,
/// `events.jsonl-20261128`), gzip'd or not. All are opened at once, so that a rotation while they are read neither hides nor
/// repeats any.
struct LogFiles {
    struct Opened {
        let path: String
        let descriptor: Int32
    }

    let files: [Opened]

    /// Files that are the log's by name, but of a compression that is not read here.
    let unread: [String]

    /// - Parameter path: the log's own.
    init(_ path: String) throws(LogError) {
        var candidates = try Self.candidates(path)
        var files = try Self.open(candidates)
        // A file may have been moved or compressed between the two.
        for _ in 0..<Self.mostAttempts {
            let now = try Self.candidates(path)
            guard now != candidates else { break }
            Self.close(files)
            candidates = now
            files = try Self.open(candidates)
        }
        unread = candidates.filter(Self.isUnreadable)
        self.files = files
    }

    private static let mostAttempts = 10

    private static func isUnreadable(_ path: String) -> Bool {
        [".zst", ".xz", ".bz2", ".lz4"].contains(where: path.hasSuffix)
    }

    /// Oldest first. Where a file is there both plain and compressed, a crash came between making the one and removing the other.
    private static func candidates(_ path: String) throws(LogError) -> [String] {
        let (folder, name) = split(path)
        let names = try rotated(name, in: folder)
        let plain = Set(names)
        return names.filter { !($0.hasSuffix(".gz") && plain.contains(String($0.dropLast(3)))) }.map { folder + $0 } + [
            path
        ]
    }

    private static func open(_ candidates: [String]) throws(LogError) -> [Opened] {
        var files: [Opened] = []
        var seen: Set<[UInt64]> = []
        // The newest first: what is renamed meanwhile is then met again, not missed.
        for candidate in candidates.reversed() where !isUnreadable(candidate) {
            let descriptor = Glibc.open(candidate, O_RDONLY | O_CLOEXEC)
            if descriptor < 0, errno == ENOENT { continue }
            var status = stat()
            guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
                let code = errno
                close(files)
                throw LogError(operation: "open", path: candidate, code: code)
            }
            if seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted {
                files.append(Opened(path: candidate, descriptor: descriptor))
            } else {
                Glibc.close(descriptor)
            }
        }
        return files.reversed()
    }

    /// Closes files that nobody reads any more.
    static func close(_ files: some Sequence<Opened>) {
        for file in files { Glibc.close(file.descriptor) }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }

    /// Dates and times ascend with age, numbers descend.
    private static func rotated(_ name: String, in folder: String) throws(LogError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
        } catch {
            throw LogError(operation: "list", path: folder.isEmpty ? "." : folder, code: errno)
        }
        let stem = name.hasSuffix(".jsonl") ? String(name.dropLast(6)) : name
        let found = names.compactMap { candidate -> (name: String, mark: String)? in
            for prefix in [name + ".", name + "-", stem + "-"] where candidate.hasPrefix(prefix) && candidate != name {
                var mark = candidate.dropFirst(prefix.count)
                for ending in [".gz", ".zst", ".xz", ".bz2", ".lz4", ".jsonl"] where mark.hasSuffix(ending) {
                    mark = mark.dropLast(ending.count)
                }
                let isMark = !mark.isEmpty && mark.allSatisfy { $0.isNumber || "-T:Z._".contains($0) }
                if isMark, mark.first?.isNumber == true { return (candidate, String(mark)) }
            }
            return nil
        }
        let dated = found.filter { $0.mark.count >= 6 }.sorted { ($0.mark, $0.name) < ($1.mark, $1.name) }
        let numbered = found.filter { $0.mark.count < 6 }.sorted { (Int($0.mark) ?? 0) > (Int($1.mark) ?? 0) }
        return (dated + numbered).map(\.name)
    }
}

/// Lines of one file, gzip'd or plain, in bounded memory.
struct LineReader: ~Copyable {
    enum Next {
        case line([UInt8])

        /// Too long to be an event, so that only its length is known.
        case endless(bytes: Int)

        /// What stands after the last line's end: somebody may be in the middle of writing it.
        case torn(bytes: Int)
        case end
    }

    private let file: gzFile
    private let path: String
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var rest: Range<Int> = 0..<0
    private var isOver = false

    /// An event has some hundred bytes, and a few thousand at most.
    private static let longest = 1 << 20

    /// - Parameter descriptor: closed at the end.
    init(_ opened: LogFiles.Opened) throws(LogError) {
        path = opened.path
        guard let file = gzdopen(opened.descriptor, "rb") else {
            Glibc.close(opened.descriptor)
            throw LogError(operation: "read", path: path, code: ENOMEM)
        }
        self.file = file
    }

    deinit { gzclose(file) }

    mutating func next() throws(LogError) -> Next {
        var line: [UInt8] = []
        var length = 0
        while true {
            guard try fill() else { return length == 0 ? .end : .torn(bytes: length) }
            let end = buffer[rest].firstIndex(of: UInt8(ascii: "\n"))
            let piece = rest.lowerBound..<(end ?? rest.upperBound)
            length += piece.count
            if length <= Self.longest { line += buffer[piece] }
            rest = (end.map { $0 + 1 } ?? rest.upperBound)..<rest.upperBound
            if end != nil { return length <= Self.longest ? .line(line) : .endless(bytes: length) }
        }
    }

    /// - Returns: false at the file's end.
    private mutating func fill() throws(LogError) -> Bool {
        guard rest.isEmpty, !isOver else { return !rest.isEmpty }
        let count = gzread(file, &buffer, UInt32(buffer.count))
        guard count >= 0 else {
            var code: Int32 = 0
            _ = gzerror(file, &code)
            // A damaged archive is damage, not a failed call: EILSEQ says "invalid or incomplete" of it.
            throw LogError(operation: "read", path: path, code: code == Z_ERRNO ? errno : EILSEQ)
        }
        isOver = count == 0
        rest = 0..<Int(count)
        return count > 0
    }
}
