package import Frames

/// What a stream says of itself, and what its pictures turned out to be.
package struct StreamInfo: Hashable, Sendable {
    /// FFmpeg's short name of the container or protocol, such as `rtsp` or `mov,mp4,m4a,3gp,3g2,mj2`.
    package var container: String

    /// FFmpeg's name of the codec, such as `h264`, `hevc` or `mjpeg`.
    package var codec: String

    /// The codec's profile, such as `High`, where it has one.
    package var profile: String?

    /// In pixels; 0 where nothing is known before the first picture.
    package var width: Int
    package var height: Int

    /// Average frames a second; nil where the stream does not tell.
    package var framesPerSecond: Double?

    /// FFmpeg's name of what the decoder gives, such as `yuv420p` or `yuv420p10le`; nil before it is known.
    package var pixelFormat: String?

    package var colour: ColourSpace?

    /// Of a recording; nil for what has no end.
    package var seconds: Double?

    package var bitsPerSecond: Int?

    /// The decoder's name in FFmpeg, such as `h264` or `h264_v4l2m2m`.
    package var decoder: String

    /// The hardware that decodes; nil for software.
    package var hardware: String?

    package init(
        container: String, codec: String, profile: String? = nil, width: Int = 0, height: Int = 0,
        framesPerSecond: Double? = nil, pixelFormat: String? = nil, colour: ColourSpace? = nil, seconds: Double? = nil,
        bitsPerSecond: Int? = nil, decoder: String = "", hardware: String? = nil
    ) {
        self.container = container
        self.codec = codec
        self.profile = profile
        self.width = width
        self.height = height
        self.framesPerSecond = framesPerSecond
        self.pixelFormat = pixelFormat
        self.colour = colour
        self.seconds = seconds
        self.bitsPerSecond = bitsPerSecond
        self.decoder = decoder
        self.hardware = hardware
    }

    /// Pixels a second, roughly: what a stream says of its rate may be missing, or a lie.
    package var pixelRate: Double {
        Double(width) * Double(height) * min(max(framesPerSecond ?? 25, 1), 60)
    }
}
