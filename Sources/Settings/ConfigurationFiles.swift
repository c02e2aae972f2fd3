import Glibc

/// The configuration's files as they were at one moment: the main file, and one a camera in the folder `cameras` beside it.
struct ConfigurationFiles {
    struct Entry {
        let path: String
        let bytes: [UInt8]
        /// Whether anyone on the machine may read it.
        let isExposed: Bool
    }

    struct Failure: Error {
        let path: String
        let reason: String
    }

    let main: Entry
    /// By their names.
    let cameras: [Entry]

    /// An editor or a deployment that takes longer has the next reload.
    private static let mostAttempts = 5

    /// More than any box has; a folder that holds more is another one's.
    private static let mostCameras = 1000

    /// Reads all of them, again where one changed or vanished meanwhile, so that no half of a change is ever read.
    ///
    /// - Parameter meanwhile: called between reading and looking again, for tests.
    static func read(_ path: String, meanwhile: () -> Void = {}) throws(Failure) -> ConfigurationFiles {
        var last = Failure(path: path, reason: "it changes while it is read; try again")
        for _ in 0..<mostAttempts {
            do throws(Failure) {
                let before = try Listing(path)
                let files = try before.read()
                meanwhile()
                if try Listing(path) == before { return files }
            } catch {
                // What was listed a moment ago and is gone may be back; the main file itself is not waited for.
                guard error.path != path else { throw error }
                last = error
            }
        }
        throw last
    }

    /// Which files there are, and which version of each.
    private struct Listing: Equatable {
        let main: String
        let versions: [String: FileState]

        init(_ main: String) throws(Failure) {
            self.main = main
            guard let version = FileState(main) else { throw .system(main) }
            var versions = [main: version]
            let folder = folder(of: main) + "cameras"
            let names = try Self.names(in: folder)
            guard names.count <= mostCameras else {
                throw Failure(path: folder, reason: "it holds more than \(mostCameras) files")
            }
            for name in names {
                let path = folder + "/" + name
                guard let version = FileState(path) else { throw .system(path) }
                versions[path] = version
            }
            self.versions = versions
        }

        func read() throws(Failure) -> ConfigurationFiles {
            var cameras: [Entry] = []
            for path in versions.keys.sorted() where path != main { cameras.append(try Self.entry(path)) }
            return ConfigurationFiles(main: try Self.entry(main), cameras: cameras)
        }

        private static func entry(_ path: String) throws(Failure) -> Entry {
            do throws(File.Failure) {
                let bytes = try File.read(path, limit: Configuration.largestFile)
                return Entry(path: path, bytes: bytes, isExposed: File.isWorldReadable(path))
            } catch {
                throw Failure(path: path, reason: error.reason)
            }
        }

        /// `*.yaml`, hidden files and editors' leftovers aside; none where there is no such folder.
        private static func names(in folder: String) throws(Failure) -> [String] {
            guard let stream = opendir(folder) else {
                if errno == ENOENT || errno == ENOTDIR { return [] }
                throw .system(folder)
            }
            defer { closedir(stream) }
            var names: [String] = []
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
            }
            return names
        }
    }
}

/// The folder that a path lies in, with its slash; empty for a bare name.
private func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}

extension ConfigurationFiles.Failure {
    fileprivate static func system(_ path: String) -> Self {
        Self(path: path, reason: String(cString: strerror(errno)))
    }
}
