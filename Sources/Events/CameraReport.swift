/// The data of `vedette.camera.*`: a camera was reached, or lost.
package struct CameraReport: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable { case online, offline }

    /// What the camera sends.
    package struct Stream: Codable, Hashable, Sendable {
        /// FFmpeg's name: `h264`, `hevc`, `mjpeg`.
        package let codec: String
        package let width: Int
        package let height: Int

        /// Frames a second as the camera claims; nil where it does not.
        package let fps: Double?

        package init(codec: String, width: Int, height: Int, fps: Double?) {
            self.codec = codec
            self.width = width
            self.height = height
            self.fps = fps?.rounded(toPlaces: 3)
        }
    }

    package let state: State

    /// Why it is offline, for a person; whoever fills it in has taken out credentials.
    package let reason: String?

    /// What it sends, when online.
    package let stream: Stream?

    /// How long it had been offline, when it comes back; nil at the first contact.
    package let offlineSeconds: Double?

    package static func online(_ stream: Stream, offlineSeconds: Double? = nil) -> CameraReport {
        CameraReport(
            state: .online, reason: nil, stream: stream, offlineSeconds: offlineSeconds?.rounded(toPlaces: 3))
    }

    package static func offline(reason: String) -> CameraReport {
        CameraReport(state: .offline, reason: reason, stream: nil, offlineSeconds: nil)
    }

    private enum CodingKeys: String, CodingKey {
        case state, reason, stream
        case offlineSeconds = "offline_seconds"
    }
}
