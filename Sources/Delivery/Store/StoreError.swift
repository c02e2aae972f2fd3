import GRDB

/// Why the database of events cannot be used. Holds paths and SQLite's own words, never an event or a secret.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// A later Vedette wrote it. It is left as it is.
    case newer(path: String)

    /// An earlier Vedette wrote it, and only the daemon brings it up to date.
    case older(path: String)

    /// It is a database, but not one of ours. It is left as it is.
    case foreign(path: String)

    /// There is none, and the caller is not the one to make it.
    case missing(path: String)

    /// It cannot be opened: permissions, a folder in its place. Waiting does not help.
    case inaccessible(path: String, String)

    /// Another daemon, of this process number, has the folder.
    case inUse(path: String, by: Int?)

    /// What SQLite found is no sound database.
    case corrupt(path: String, String)

    /// Its file system is full.
    case full(path: String)

    /// Any other failure, such as a disk that does not answer: it may pass.
    case failed(path: String, String)

    package var description: String {
        switch self {
        case .newer(let path):
            "\(path) was written by a newer version of Vedette; install that one, or move the file away to begin anew"
        case .older(let path):
            "\(path) was written by an older version of Vedette; `vedette run` brings it up to date"
        case .foreign(let path): "\(path) is not Vedette's; name another folder, or move the file away"
        case .missing(let path): "there is no \(path); it is made by `vedette run`"
        case .inaccessible(let path, let reason):
            "cannot open \(path): \(reason); the user who runs this must be able to write to its folder"
        case .inUse(let path, let holder):
            "another vedette\(holder.map { " (process \($0))" } ?? "") has \(path); "
                + "stop it, or give this one a `state.directory` of its own"
        case .corrupt(let path, let reason): "\(path) is damaged: \(reason)"
        case .full(let path): "no space left for \(path); free space on its file system"
        case .failed(let path, let reason): "cannot use \(path): \(reason)"
        }
    }

    /// Whether the file is somebody else's, so that starting once more is of no use.
    package var isFinal: Bool {
        switch self {
        case .newer, .foreign: true
        default: false
        }
    }

    /// Whether to wait and try again, rather than to give up or to begin anew.
    package var mayPass: Bool {
        switch self {
        case .full, .failed: true
        default: false
        }
    }
}

extension StoreError {
    /// The one place where SQLite's codes become ours.
    init(_ error: any Error, path: String) {
        if error is RowDecodingError {
            self = .corrupt(path: path, "a value is not of its column's type")
            return
        }
        guard let error = error as? DatabaseError else {
            self = error as? StoreError ?? .failed(path: path, "\(error)")
            return
        }
        // SQLite's message alone: it names tables at most, values are bound and never in it.
        let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, reason)
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .inaccessible(path: path, reason)
        default: self = .failed(path: path, reason)
        }
    }
}
