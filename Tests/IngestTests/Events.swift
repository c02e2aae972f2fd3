import Ingest
import Synchronization

/// Listens to a reader or a camera.
final class Events: Sendable {
    private let heard = Mutex<[IngestEvent]>([])

    var hear: @Sendable (IngestEvent) -> Void {
        { [self] event in heard.withLock { $0.append(event) } }
    }

    var all: [IngestEvent] { heard.withLock { $0 } }

    var formats: [String] {
        all.compactMap { if case .formatChanged(let info) = $0 { "\(info.width)x\(info.height)" } else { nil } }
    }

    var hardware: [String] {
        all.compactMap { if case .hardwareUnavailable(let name, _) = $0 { name } else { nil } }
    }

    var online: Int { all.count { if case .online = $0 { true } else { false } } }

    var losses: [MediaError] {
        all.compactMap { if case .offline(let error, _) = $0 { error } else { nil } }
    }
}
