import CZlib
import FoundationEssentials
import Glibc

/// Reads the ends of an event log's files.
enum LogTail {
    /// The last whole lines of a file, oldest first, without their ends.
    ///
    /// - Parameter limit: bytes to read at most.
    static func lines(of path: String, limit: Int) -> [[UInt8]] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        let size = Int(status.st_size)
        let start = max(0, size - limit)
        guard let bytes = read(descriptor, from: start, size - start) else { return [] }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        // What follows the last end is torn or nothing; what begins before the start is not whole.
        lines = lines.dropLast()
        if start > 0 { lines = lines.dropFirst() }
        return lines.filter { !$0.isEmpty }.map(Array.init)
    }

    /// A file's first line, without its end; nil where it has no whole one.
    static func firstLine(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let bytes = read(descriptor, from: 0, TornLine.longestEvent) else { return nil }
        return bytes.firstIndex(of: UInt8(ascii: "\n")).map { Array(bytes[..<$0]) }
    }

    /// The newest of the files that a log was rotated to, as far as it is not compressed: `events.jsonl.1`,
    /// `events.jsonl-20261128` …
    static func newestRotated(of path: String) -> String? {
        rotated(of: path).first { !$0.hasSuffix(".gz") }
    }

    /// All of them, those that gzip compressed too, the newest first by when they were last written to.
    static func rotated(of path: String) -> [String] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty else { return [] }
        let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : ""
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let rotated = names.filter { other in
            (other.hasPrefix(name + ".") || other.hasPrefix(name + "-"))
                && ![".draft", ".zst", ".xz", ".bz2", ".state"].contains { other.hasSuffix($0) }
        }
        let dated = rotated.compactMap { name -> (path: String, seconds: Int, nanoseconds: Int)? in
            var status = stat()
            guard stat(folder + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            return (folder + name, status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
        return dated.sorted { ($0.seconds, $0.nanoseconds) > ($1.seconds, $1.nanoseconds) }.map(\.path)
    }

    /// All whole lines of a file that may be compressed with gzip; what is behind `limit` bytes is left out.
    static func allLines(of path: String, limit: Int) -> [[UInt8]] {
        guard path.hasSuffix(".gz") else { return lines(of: path, limit: limit) }
        guard let file = gzopen(path, "rb") else { return [] }
        defer { gzclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            if count <= 0 { break }
            bytes += chunk[..<Int(count)]
        }
        return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
            .filter { !$0.isEmpty }.map(Array.init)
    }

    private static func read(_ descriptor: Int32, from start: Int, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = retryingInterrupts {
                bytes[done...].withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress, $0.count, off_t(start + done))
                }
            }
            if got < 0 { return nil }
            if got == 0 { break }
            done += got
        }
        return Array(bytes[..<done])
    }
}
