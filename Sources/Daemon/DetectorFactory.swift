package import Detection
import FoundationEssentials
package import Settings
import Tracking

/// The configured model, loaded and tried once, and a detector of it for each worker.
package struct DetectorFactory: Sendable {
    /// Nil where no camera looks for objects: no model is loaded then.
    package let model: DetectionModel?

    /// What the model was made from.
    private let origin: Origin?

    /// Weak detections carry tracks on, so the detector reports what the most patient tracker can use.
    private var options = DetectorOptions()

    private struct Origin: Equatable {
        let settings: Configuration.Detector
        let files: [FileState?]

        /// A model may be replaced under its own name.
        init(_ settings: Configuration.Detector) {
            var settings = settings
            // How many use it is not the model's concern.
            settings.workers = 1
            self.settings = settings
            let model: String? = if case .file(let path) = settings.model { path } else { nil }
            files = [model, settings.labels].map { $0.flatMap(FileState.init) }
        }
    }

    /// - Parameter old: its model is used again where nothing of it changed.
    /// - Throws: ``DaemonError`` where the model cannot be used, or does not know a camera's labels.
    package init(_ configuration: Configuration, after old: DetectorFactory? = nil) throws(DaemonError) {
        let looking = configuration.cameras.filter { $0.enabled && $0.detect.enabled }
        let origin = looking.isEmpty ? nil : Origin(configuration.detector)
        self.origin = origin
        model =
            if let known = old?.model, origin == old?.origin { known } else if origin == nil { nil } else {
                try Self.load(configuration.detector)
            }
        guard let model else { return }
        for camera in looking {
            let unknown = camera.detect.labels.filter { !model.labels.contains($0) }
            guard unknown.isEmpty else {
                throw .labels(camera: camera.name, .unknownLabels(unknown, known: model.labels))
            }
        }
        options.score = looking.map { Float(Tracker.Options(resolved($0)).weakScore) }.min()
        if model !== old?.model { try tryOut() }
    }

    /// Whether another's detectors are as good as this one's.
    func isSame(as other: DetectorFactory) -> Bool {
        model === other.model && options.score == other.options.score
    }

    /// Looks at one picture: a graph that loads may still fail when it runs.
    private func tryOut() throws(DaemonError) {
        do throws(DetectionError) {
            _ = try make()?.detect(BlankPicture(width: 640, height: 360).frame)
        } catch {
            throw .model(error)
        }
    }

    /// The camera with the scores that its configuration leaves to the model.
    package func resolved(_ camera: Configuration.Camera) -> Configuration.Camera {
        guard let model else { return camera }
        var camera = camera
        for (label, score) in zip(model.labels, model.scores) where camera.detect.score[label] == nil {
            camera.detect.score.byLabel[label] = Double(score)
        }
        return camera
    }

    package func make() -> Detector? {
        guard let model else { return nil }
        // The only error is a label that the model does not know, and no label is named here.
        return try? Detector(model, options: options)
    }

    private static func load(_ settings: Configuration.Detector) throws(DaemonError) -> DetectionModel {
        let family = settings.family == .auto ? nil : settings.family.rawValue
        let size = settings.size.map { InputSize(width: $0.width, height: $0.height) }
        let own = ModelSettings(family: family, labels: try labels(settings), size: size)
        do throws(DetectionError) {
            switch settings.model {
            case .builtin: return try DetectionModel.builtin(own)
            case .file(let path): return try DetectionModel.load(path: path, settings: own)
            }
        } catch {
            throw .model(error)
        }
    }

    private static func labels(_ settings: Configuration.Detector) throws(DaemonError) -> [String]? {
        guard let path = settings.labels else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let labels = Labels.parse(text) else {
            throw .labelFile(path)
        }
        return labels
    }
}
