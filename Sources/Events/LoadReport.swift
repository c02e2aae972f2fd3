/// The data of `vedette.daemon.overloaded` and `vedette.daemon.relieved`: what is given up from now on, and why.
package struct LoadReport: Codable, Hashable, Sendable {
    /// How many steps cameras of low priority have taken; 0 where everything is as it should be again.
    package let depth: Int

    /// The limit that is exceeded, or nearest to be, by its key in the configuration; what was measured, and what it may be.
    package let limit: String
    package let value: Double
    package let allowed: Double

    /// What cameras of each priority give up, mildest first; priorities that give up nothing are left out.
    package let shed: [String: [String]]

    /// The cameras that give something up, sorted.
    package let cameras: [String]

    package init(
        depth: Int, limit: String, value: Double, allowed: Double, shed: [String: [String]], cameras: [String]
    ) {
        self.depth = depth
        self.limit = limit
        self.value = value
        self.allowed = allowed
        self.shed = shed.filter { !$0.value.isEmpty }
        self.cameras = cameras.sorted()
    }
}
