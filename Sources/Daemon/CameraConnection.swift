import Events
import Ingest

/// Turns what a camera's thread tells into what is worth an event: a camera that stays offline is told once, however
/// often it is tried.
struct CameraConnection: Sendable {
    enum Change: Equatable {
        case online(CameraReport)
        case offline(CameraReport)
    }

    private enum State {
        case unknown
        case online
        case offline(since: ContinuousClock.Instant)
    }

    private var state = State.unknown

    mutating func follow(_ event: IngestEvent, now: ContinuousClock.Instant) -> Change? {
        switch (event, state) {
        case (.online(let info), .offline(let since)):
            state = .online
            return .online(.online(info.report, offlineSeconds: since.duration(to: now).seconds))
        case (.online(let info), _):
            state = .online
            return .online(.online(info.report))
        case (.offline(let error, _), .unknown), (.offline(let error, _), .online):
            guard error.cause != .stopped else { return nil }
            state = .offline(since: now)
            return .offline(.offline(reason: "\(error.operation.rawValue): \(error.text)"))
        default:
            return nil
        }
    }
}

extension StreamInfo {
    fileprivate var report: CameraReport.Stream {
        CameraReport.Stream(codec: codec, width: width, height: height, fps: framesPerSecond)
    }
}

extension Duration {
    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
