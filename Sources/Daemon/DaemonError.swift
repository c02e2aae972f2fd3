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

    /// The listener's certificate; the key that it is about.
    case identity(key: String, String)

    /// The listener's address.
    case listen(String)

    /// A key that takes a restart.
    case fixed(String)
}

extension DaemonError {
    /// The configuration's key that it is about, with dots between.
    package var key: String {
        switch self {
        case .source(let camera, _): "cameras.\(camera).source.url"
        case .model: "detector.model"
        case .labels(let camera, _): "cameras.\(camera).detect.labels"
        case .labelFile: "detector.labels"
        case .webhook: "events.webhooks"
        case .outbox: "state.directory"
        case .mqtt: "events.mqtt"
        case .identity(let key, _), .fixed(let key): key
        case .listen: "http.listen"
        }
    }
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
        case .identity(let key, let reason): "\(key): \(reason)"
        case .listen(let reason): reason
        case .fixed(let key): "\(key) cannot change while the daemon runs; restart it"
        }
    }
}
