import Glibc

/// A system call on the event log failed.
struct LogError: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let code: Int32

    var description: String {
        let reason = String(cString: strerror(code))
        return "cannot \(operation) \(path): \(reason)" + (advice.map { "; \($0)" } ?? "")
    }

    private var advice: String? {
        switch code {
        case ENOSPC, EDQUOT: "free space on its file system"
        case EACCES, EPERM: "the daemon's user needs write permission"
        case EROFS: "its file system is mounted read-only"
        case EISDIR: "name a file, not a directory"
        case EFBIG: "raise the process's file-size limit"
        default: nil
        }
    }
}
