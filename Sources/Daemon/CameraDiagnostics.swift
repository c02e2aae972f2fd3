import Ingest
import Logging
import Status
import Synchronization

/// What a camera's thread tells, in the diagnostics: a camera that stays offline is said once as a warning, each further
/// try only at the debug level.
final class CameraDiagnostics: Sendable {
    private let logger: Logger
    private let saidOffline = Mutex(false)

    init(camera: String, logger: Logger) {
        var logger = logger
        logger[metadataKey: "camera"] = "\(camera)"
        self.logger = logger
    }

    func tell(_ event: IngestEvent) {
        switch event {
        case .connecting(let attempt):
            logger.debug("connecting", metadata: ["attempt": "\(attempt)"])
        case .online(let info):
            saidOffline.withLock { $0 = false }
            logger.info("camera is online", metadata: info.metadata)
        case .offline(let error, let retry):
            guard error.cause != .stopped else { return }
            tellOffline(error, retry)
        case .ended:
            logger.info("the recording was read to its end")
        case .formatChanged(let info):
            logger.notice("the picture's size or format changed", metadata: info.metadata)
        case .decodeChanged(let change): tell(change)
        case .hardwareUnavailable(let name, let reason):
            logger.warning(
                "hardware decoding is not to be had; software decodes",
                metadata: ["hardware": "\(name)", "reason": "\(reason)"])
        case .cameraClockRefused(let offset):
            logger.warning(
                "the camera's clock is too far off; this machine's is used",
                metadata: ["offset_seconds": "\(Int(offset))"])
        }
    }

    private func tell(_ change: DecodeChange) {
        var metadata: Logger.Metadata = ["reason": "\(change.reason.rawValue)", "motions": "\(change.motions)"]
        if let recall = change.recall { metadata["recall"] = "\(decimal(recall, 3))" }
        if let retry = change.retry { metadata["retry_seconds"] = "\(Int(retry))" }
        let message: Logger.Message =
            change.isOnDemand
            ? "decoding on demand again" : "on-demand decoding would miss too much; every frame is decoded"
        logger.log(level: change.isOnDemand ? .info : .notice, message, metadata: metadata)
    }

    private func tellOffline(_ error: MediaError, _ retry: Duration?) {
        let isFirst = saidOffline.withLock { said in
            defer { said = true }
            return !said
        }
        var metadata: Logger.Metadata = ["error": "\(error)"]
        if let retry { metadata["retry_seconds"] = "\(Int(retry.seconds.rounded(.up)))" }
        logger.log(level: isFirst ? .warning : .debug, "camera is offline", metadata: metadata)
    }
}

extension StreamInfo {
    fileprivate var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["codec": "\(codec)", "size": "\(width)x\(height)", "decoder": "\(decoder)"]
        if let pixelFormat { metadata["pixel_format"] = "\(pixelFormat)" }
        return metadata
    }
}
