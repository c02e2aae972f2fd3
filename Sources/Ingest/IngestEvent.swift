/// What a camera's thread tells the room above it, as it happens and on that thread: who listens must not block.
package enum IngestEvent: Hashable, Sendable {
    /// The `attempt`th try since the stream was last good begins.
    case connecting(attempt: Int)

    /// The first frame of a connection is here.
    case online(StreamInfo)

    /// The connection is lost or did not come about. `retry` says after which wait the next one begins; nil for never.
    case offline(MediaError, retry: Duration?)

    /// A recording was read to its end; nothing follows.
    case ended

    /// Pictures have another size or format from here on.
    case formatChanged(StreamInfo)

    /// A camera on demand is decoded in another way from here on.
    case decodeChanged(DecodeChange)

    /// Once a connection: the hardware asked for cannot be had, and software decodes.
    case hardwareUnavailable(name: String, reason: String)

    /// Once a connection: the camera's clock is so far off (in seconds, positive ahead) that ours is used.
    case cameraClockRefused(offset: Double)
}
