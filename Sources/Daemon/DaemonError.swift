package import Delivery
package import Detection
package import Ingest

/// Why the daemon, or a replay, cannot begin: what waiting does not mend.
package enum DaemonError: Error {
    case source(camera: String, MediaError)
    case model(DetectionError)

    /// A camera's labels are not the model's.
    case labels(camera: String, DetectionError)

    /// `detector.labels` names a file that is no list of labels.
    case labelFile(String)
    case webhook(name: String, WebhookError)
    case mqtt(MQTTError)

    /// The database of events cannot be used.
    case outbox(StoreError)
}

extension DaemonError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .source(let camera, let error): "camera \(camera): \(error)"
        case .model(let error): "detector: \(error)"
        case .labels(let camera, let error): "camera \(camera): detect.labels: \(error)"
        case .labelFile(let path): "detector.labels: \(path) is no text with one label a line"
        case .webhook(let name, let error): "webhook \(name): \(error)"
        case .mqtt(let error): "mqtt: \(error)"
        case .outbox(let error): "outbox: \(error)"
        }
    }
}
