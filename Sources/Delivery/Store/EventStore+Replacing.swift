import Clocks
import FoundationEssentials
import Glibc

extension EventStore {
    /// Damaged databases that are kept for whoever wants to look into them; older ones are removed.
    private static let keptDamaged = 3

    /// Moves a damaged database out of the way, its write-ahead log with it.
    ///
    /// - Returns: its new name in the same folder, empty where there was none to move; nil where it could not be moved.
    static func moveAside(_ path: String) -> String? {
        let stamp = CaptureTime.now().rfc3339.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        let target = path + ".damaged-" + stamp
        removeOldDamaged(path)
        guard rename(path, target) == 0 else { return errno == ENOENT ? "" : nil }
        // A write-ahead log belongs to the file that it was written for; a new database must not find it.
        for suffix in ["-wal", "-shm"] where rename(path + suffix, target + suffix) != 0 {
            unlink(path + suffix)
        }
        return target.split(separator: "/").last.map(String.init)
    }

    /// Whether there is nothing at the path, or a file with nothing in it.
    static func isMissing(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_size == 0 : errno == ENOENT
    }

    /// Removes a database that is not in use.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }

    private static func removeOldDamaged(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        let prefix = (parts.last ?? "") + ".damaged-"
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let damaged = names.filter {
            $0.hasPrefix(prefix) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }.sorted()
        for name in damaged.dropLast(keptDamaged - 1) {
            for suffix in ["", "-wal", "-shm"] { unlink(folder + "/" + name + suffix) }
        }
    }
}
