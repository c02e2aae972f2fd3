/// The data of `vedette.daemon.reloaded`: a changed configuration is in force.
package struct ReloadReport: Codable, Hashable, Sendable {
    package let version: String

    /// Names of the cameras that are watched now, sorted.
    package let cameras: [String]

    /// Cameras by what became of them, sorted; those in none of these lists went on as if nothing had happened.
    package let added: [String]
    package let removed: [String]
    package let changed: [String]

    /// Keys outside of the cameras whose values changed, sorted, such as `detector.model`; never a value.
    package let settings: [String]

    package init(
        version: String, cameras: [String], added: [String], removed: [String], changed: [String], settings: [String]
    ) {
        self.version = version
        self.cameras = cameras.sorted()
        self.added = added.sorted()
        self.removed = removed.sorted()
        self.changed = changed.sorted()
        self.settings = settings.sorted()
    }
}
