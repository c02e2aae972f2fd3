package import Detection
package import Settings
import FoundationEssentials
import Tracking

/// The configured model, loaded once, and a detector of it for each worker.
package struct DetectorFactory: Sendable {
    /// Nil where no camera looks for objects: no model is loaded then.
    package let model: DetectionModel?
    private let options: DetectorOptions

    /// - Throws: ``DaemonError`` where the model cannot be used, or does not know a camera's labels.
    package init(_ configuration: Configuration) throws(DaemonError) {
        let looking = configuration.cameras.filter { $0.enabled && $0.detect.enabled }
        // Weak detections carry tracks on, so the detector reports what the most patient tracker can use.
        let lowest = looking.map { Tracker.Options($0).weakScore }.min() ?? 0.1
        options = DetectorOptions(score: Float(lowest))
        model = looking.isEmpty ? nil : try Self.load(configuration.detector)
        guard let model else { return }
        for camera in looking {
            let unknown = camera.detect.labels.filter { !model.labels.contains($0) }
            guard unknown.isEmpty else {
                throw .labels(camera: camera.name, .unknownLabels(unknown, known: model.labels))
            }
        }
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
