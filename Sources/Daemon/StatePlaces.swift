import Delivery
import FoundationEssentials
import Glibc
package import Settings

/// Where the outbox and the event log are, where the configuration leaves it open: a service and somebody's first try in a
/// shell both find a place that they can write to.
package struct StatePlaces {
    private let configuration: Configuration
    private let environment: [String: String]

    package init(configuration: Configuration, environment: [String: String]) {
        self.configuration = configuration
        self.environment = environment
    }

    /// - Parameter path: of a configuration that may have errors; where they are in `state` or `events.log`, or it cannot be
    ///   read at all, the defaults hold.
    package init(file path: String, environment: [String: String]) {
        let configuration = try? Configuration.places(path: path, environment: environment)
        self.init(configuration: configuration ?? Configuration(), environment: environment)
    }

    private static let system = "/var/lib/vedette"

    /// The folder of the outbox:
    ///
    /// 1. what `state.directory` says;
    /// 2. what systemd made for the service (`$STATE_DIRECTORY`);
    /// 3. beside the event log, where the configuration names one: `events.jsonl` has `events.state`;
    /// 4. `/var/lib/vedette`;
    /// 5. the user's own: `$XDG_STATE_HOME/vedette` or `~/.local/state/vedette`.
    ///
    /// From the third on, the first that can be written to. Where none can, the fourth, whose error says what to do.
    package var state: String {
        if let named = configuration.state.directory { return named }
        if let made = systemd("STATE_DIRECTORY") { return made }
        return candidates.first(where: canBeMade) ?? Self.system
    }

    /// For whoever looks at what a daemon has kept, which may be another user's: where there is something.
    package var existingState: String {
        let named = configuration.state.directory ?? systemd("STATE_DIRECTORY")
        return named ?? candidates.first { access($0 + "/" + EventStore.fileName, F_OK) == 0 } ?? state
    }

    /// The same for the event log.
    package var existingLog: String {
        [configuration.events.log.path, existingState + "/events.jsonl"].first { access($0, F_OK) == 0 } ?? log
    }

    private var candidates: [String] { ([besideTheLog, Self.system] + own).compactMap(\.self) }

    /// The event log: the configuration's; where that is the default and cannot be written, one in the state folder.
    package var log: String {
        let path = configuration.events.log.path
        guard path == Configuration.Log().path else { return path }
        if let made = systemd("LOGS_DIRECTORY") { return made + "/events.jsonl" }
        return canBeMade(folder(of: path)) ? path : state + "/events.jsonl"
    }

    private var besideTheLog: String? {
        let path = configuration.events.log.path
        guard path != Configuration.Log().path, !path.hasPrefix("/dev/"), !path.hasPrefix("/proc/") else { return nil }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let stem = name.hasSuffix(".jsonl") ? String(name.dropLast(6)) : name
        return folder(of: path) + "/" + (stem.isEmpty ? "vedette" : stem) + ".state"
    }

    private var own: [String] {
        [
            environment["XDG_STATE_HOME"].map { $0 + "/vedette" },
            environment["HOME"].map { $0 + "/.local/state/vedette" },
        ].compactMap(\.self).filter { $0.hasPrefix("/") }
    }

    /// systemd.exec(5): several are separated by colons.
    private func systemd(_ name: String) -> String? {
        environment[name]?.split(separator: ":").first.map(String.init)
    }

    private func folder(of path: String) -> String {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    }

    /// Whether a folder can be written to, or made where it is missing.
    private func canBeMade(_ path: String) -> Bool {
        var path = path
        var isThere = stat()
        while stat(path, &isThere) != 0, errno == ENOENT, path != "/", path != "." { path = folder(of: path) }
        return access(path, W_OK | X_OK) == 0 && stat(path, &isThere) == 0 && isThere.st_mode & S_IFMT == S_IFDIR
    }
}
