package import Clocks
import FoundationEssentials
import Glibc
package import Status

/// The daemon's own file in its state folder, by which `vedette reload` finds it and learns how a reload went.
///
/// The daemon holds a lock on it (fcntl(2)) for as long as it lives. The lock names its process and ends with it, so that
/// no process number that is not the daemon's any more is ever sent a signal.
package final class RunFile: Sendable {
    /// What stands in it.
    package struct Content: Codable, Equatable, Sendable {
        package let version: String
        package let started: CaptureTime
        package var asked = 0
        package var done = 0
        package var last: ReloadOutcome?
    }

    package enum Failure: Error, Equatable {
        /// No daemon runs with this state folder.
        case notRunning

        /// `errno`: the file cannot be made, or not be read by this user.
        case system(Int32)
    }

    private let descriptor: Int32
    private let started = CaptureTime.now()

    /// Makes the file, and its folder where that is missing, and locks it.
    ///
    /// - Throws: ``Failure``; `EAGAIN` where another daemon has it.
    package init(in directory: String) throws(Failure) {
        _ = mkdir(directory, 0o700)
        descriptor = open(Self.path(in: directory), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno) }
        var lock = flock.wholeFile
        guard fcntl(descriptor, F_SETLK, &lock) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(code == EACCES ? EAGAIN : code)
        }
    }

    deinit { close(descriptor) }

    /// Writes how reloads go, in place: a reader that meets half of it tries again.
    package func note(_ reloads: StatusReport.Reloads) {
        let content = Content(
            version: Daemon.version, started: started, asked: reloads.asked, done: reloads.done, last: reloads.last)
        guard let data = try? JSONEncoder().encode(content) else { return }
        _ = data.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        ftruncate(descriptor, data.count)
    }

    /// Finds the daemon that uses a state folder.
    package static func read(in directory: String) throws(Failure) -> (process: Int32, content: Content) {
        let descriptor = open(path(in: directory), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .notRunning : .system(errno) }
        defer { close(descriptor) }
        // While the daemon writes, there may be half a text; that takes it microseconds.
        for _ in 0..<100 {
            var lock = flock.wholeFile
            guard fcntl(descriptor, F_GETLK, &lock) == 0 else { throw .system(errno) }
            guard lock.l_type != Int16(F_UNLCK) else { throw .notRunning }
            if let content = content(of: descriptor) { return (lock.l_pid, content) }
            usleep(10_000)
        }
        throw .system(EIO)
    }

    private static func path(in directory: String) -> String { directory + "/daemon.json" }

    private static func content(of descriptor: Int32) -> Content? {
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return try? JSONDecoder().decode(Content.self, from: Data(bytes[..<count]))
    }
}

extension flock {
    fileprivate static var wholeFile: flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        return lock
    }
}
