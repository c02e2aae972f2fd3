import Glibc

/// Reads small files whole; what a path names may be anything.
enum File {
    struct Failure: Error {
        let reason: String
    }

    /// - Throws: what the system says, or that there are more bytes than the limit; an endless device stops there.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure.system() }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw Failure(reason: "it is larger than \(limit >> 10) KiB") }
        }
    }

    /// Whether anyone on the machine may read it.
    static func isWorldReadable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IROTH != 0
    }

    /// Why there is no file to read at a path, in words; nil where there is one.
    static func whyNone(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = errno == ENOENT ? "" : " (\(String(cString: strerror(errno))))"
            return "there is no file \(quoted(path))\(reason)"
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "\(quoted(path)) is a folder, not a file"
        default: "\(quoted(path)) is not a file"
        }
    }
}

extension File.Failure {
    fileprivate static func system() -> File.Failure {
        File.Failure(reason: String(cString: strerror(errno)))
    }
}
