import Settings

/// What the daemon does now, and what it does it with.
struct InForce: Sendable {
    /// Its cameras with the scores that the file leaves to the model.
    let configuration: Configuration
    let detectors: DetectorFactory

    /// - Parameter before: what it follows, whose model it may use again.
    init(_ configuration: Configuration, after before: InForce? = nil) throws(DaemonError) {
        detectors = try DetectorFactory(configuration, after: before?.detectors)
        var configuration = configuration
        configuration.cameras = configuration.cameras.map(detectors.resolved)
        self.configuration = configuration
    }

    var watched: [Configuration.Camera] { configuration.cameras.filter(\.enabled) }

    /// - Parameter before: nil for nothing at all.
    func changes(from before: InForce?) -> Configuration.Changes {
        var changes = Configuration.Changes(from: before?.configuration ?? Configuration(), to: configuration)
        let isOtherModel = before.map { $0.detectors.model !== detectors.model } ?? false
        if isOtherModel && !changes.touches("detector") { changes.settings.append("detector.model") }
        return changes
    }

    func needsOtherWorkers(than before: InForce) -> Bool {
        !detectors.isSame(as: before.detectors)
            || configuration.detector.workers != before.configuration.detector.workers
    }
}
