package import Clocks
import Frames

/// How one source is opened, decoded and timed.
package struct SourceOptions: Sendable {
    package enum Transport: String, CaseIterable, Hashable, Sendable { case tcp, udp }

    /// How RTP comes from an RTSP camera. TCP loses nothing and passes every firewall; UDP is for multicast-minded
    /// networks and cameras that cannot do otherwise.
    package var transport: Transport

    /// FFmpeg's name of a way to decode in hardware: a device type (`vaapi`, `cuda`, `vdpau`, `drm`, …) or the ending
    /// of a decoder's name (`v4l2m2m`, `qsv`, `cuvid`, `rkmpp`, …). Where it cannot be had, software decodes and one
    /// ``IngestEvent/hardwareUnavailable(name:reason:)`` says why.
    package var hardware: String?

    package var policy: DecodePolicy
    package var deadlines: Deadlines
    package var timing: Timing

    /// Pictures of more pixels are refused by the decoder: damage or malice, not a camera.
    package var maximumPixels: Int

    package init(
        transport: Transport = .tcp, hardware: String? = nil, policy: DecodePolicy = .everyFrame,
        deadlines: Deadlines = Deadlines(), timing: Timing = .live, maximumPixels: Int = 36_000_000
    ) {
        self.transport = transport
        self.hardware = hardware
        self.policy = policy
        self.deadlines = deadlines
        self.timing = timing
        self.maximumPixels = maximumPixels
    }
}

extension SourceOptions {
    /// How long a blocking call may take, whatever the peer does or leaves undone.
    package struct Deadlines: Hashable, Sendable {
        /// From the start of opening until the stream's description is known.
        package var open: Duration

        /// From one packet of video to the next.
        package var read: Duration

        /// From one decoded picture to the next, while packets come; only where a stream is live.
        package var picture: Duration

        /// For taking leave of the peer.
        package var close: Duration

        package init(
            open: Duration = .seconds(15), read: Duration = .seconds(10), picture: Duration = .seconds(60),
            close: Duration = .seconds(1)
        ) {
            self.open = open
            self.read = read
            self.picture = picture
            self.close = close
        }
    }

    /// Where frames get their capture time from.
    package enum Timing: Hashable, Sendable {
        /// The camera's clock where it sends RTCP sender reports and agrees with ours, else our clock at arrival.
        case live

        /// A recording whose first frame was taken at this moment: the same input gives the same times.
        case recording(start: CaptureTime)
    }
}

/// Which packets are decoded.
///
/// The seam for further policies: the reader asks ``decide(isKeyframe:isCutOff:)`` for each packet.
package enum DecodePolicy: Hashable, Sendable {
    case everyFrame

    /// Only pictures that stand alone: a fraction of the work, one picture a GOP.
    case keyframes

    /// Everything while something happens, next to nothing while nothing does; see ``DecodeSupervisor``. Needs
    /// ``ReaderContext/onDemand``, and is ``everyFrame`` without it.
    case onDemand

    /// ``onDemand``, but ``everyFrame`` where that is as good: where each picture stands alone, or hardware decodes.
    case auto

    enum Decision { case decode, decodeAlone, skip(DropCause) }

    /// - Parameter isCutOff: whether the packets that this one builds upon were not decoded.
    func decide(isKeyframe: Bool, isCutOff: Bool) -> Decision {
        switch self {
        case .keyframes: isKeyframe ? .decodeAlone : .skip(.policy)
        case .everyFrame, .onDemand, .auto: isCutOff && !isKeyframe ? .skip(.awaitingKeyframe) : .decode
        }
    }
}
