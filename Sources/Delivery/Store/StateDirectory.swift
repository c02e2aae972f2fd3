import FoundationEssentials
import Glibc
import Synchronization

/// The folder that holds the database, locked: one daemon writes to it, until ``release()``, or for as long as this value lives.
final class StateDirectory: Sendable {
    /// Negative once it is released.
    private let descriptor: Mutex<Int32>

    /// Makes the folder where it is missing.
    ///
    /// - Throws: ``StoreError/inUse(path:by:)`` where another process has it; the kernel lets go of a dead one's lock.
    init(path: String) throws(StoreError) {
        try Self.make(path)
        let lock = path + "/lock"
        let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Self.error(errno, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw .inUse(path: path, by: holder)
        }
        self.descriptor = Mutex(descriptor)
        // For people who ask who has it; where the disk is full, they have to look elsewhere.
        _ = ftruncate(descriptor, 0)
        let text = "\(getpid())\n"
        _ = write(descriptor, text, text.utf8.count)
    }

    deinit {
        release()
    }

    /// Also the folders above it; where it is there already, opening the lock says what is wrong with it.
    private static func make(_ path: String) throws(StoreError) {
        guard mkdir(path, 0o750) != 0, errno != EEXIST else { return }
        let reason = errno
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw self.error(reason == ENOENT ? errno : reason, path: path)
        }
    }

    /// Lets the next daemon have it.
    func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    private static func holder(_ descriptor: Int32) -> Int? {
        var text = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &text, text.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: text[..<count], as: UTF8.self).split(separator: "\n").first ?? "")
    }

    private static func error(_ code: Int32, path: String) -> StoreError {
        switch code {
        case ENOSPC, EDQUOT: .full(path: path)
        case EIO, EMFILE, ENFILE, ENOMEM: .failed(path: path, String(cString: strerror(code)))
        default: .inaccessible(path: path, String(cString: strerror(code)))
        }
    }
}
