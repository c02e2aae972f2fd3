/// The data of `vedette.daemon.*`: the daemon itself begins, or ends in order.
package struct DaemonReport: Codable, Hashable, Sendable {
    package let version: String

    /// Names of the configured cameras, sorted.
    package let cameras: [String]

    /// What was done since the start, by the names of the summary; empty on `started`.
    package let counters: [String: Int]

    package init(version: String, cameras: [String], counters: [String: Int] = [:]) {
        self.version = version
        self.cameras = cameras.sorted()
        self.counters = counters
    }
}
