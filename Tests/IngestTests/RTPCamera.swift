import Frames
import Glibc
import TestSupport

/// A camera that sends a clip's pictures and sender reports of its own clock, interleaved in one RTSP connection.
///
/// GStreamer's server knows only the right time; this one may believe what it likes.
enum RTPCamera {
    /// - Parameter clockOffset: how far the camera's clock is ahead of the machine's, in seconds.
    static func start(_ recipe: Clips.Recipe, clockOffset: Double) throws -> TestPeer {
        let units = try units(of: recipe)
        return try TestPeer { viewer in
            while let request = viewer.request() {
                viewer.send(RTSPReply.to(request))
                if request.hasPrefix("PLAY") { play(units, to: viewer, clockOffset: clockOffset) }
            }
        }
    }

    /// The units of an H.264 clip.
    static func units(of recipe: Clips.Recipe) throws -> [[UInt8]] {
        let bitstream = ["-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "h264", "-"]
        return try Command.run("ffmpeg", ["-v", "error", "-i", Clips.path(recipe)] + bitstream).nalUnits
    }

    private static func play(_ units: [[UInt8]], to viewer: Connection, clockOffset: Double) {
        var packetizer = Packetizer()
        for unit in units {
            for packet in packetizer.packets(of: unit, clockOffset) where !viewer.send(packet) { return }
            if Packetizer.isPicture(unit) { usleep(50_000) }
        }
        viewer.hangUp()
    }
}

/// From units to what is sent: RTP packets, and a sender report before each picture, interleaved.
struct Packetizer {
    private var (sequence, timestamp) = (UInt16(100), UInt32(50_000))

    static func isPicture(_ unit: [UInt8]) -> Bool { unit[0] & 31 == 1 || unit[0] & 31 == 5 }

    mutating func packets(of unit: [UInt8], _ clockOffset: Double = 0) -> [[UInt8]] {
        let isPicture = Self.isPicture(unit)
        var packets = isPicture ? [Self.interleaved(1, Self.report(at: timestamp, clockOffset))] : []
        for (payload, isLast) in unit.payloads {
            let marker: UInt8 = isPicture && isLast ? 0x80 : 0
            let header =
                [0x80, marker | 96] + Self.bytes(sequence) + Self.bytes(timestamp) + Self.bytes(UInt32(7))
            packets.append(Self.interleaved(0, header + payload))
            sequence &+= 1
        }
        if isPicture { timestamp &+= 9000 }
        return packets
    }

    /// RFC 2326 section 10.12.
    private static func interleaved(_ channel: UInt8, _ packet: [UInt8]) -> [UInt8] {
        [0x24, channel] + bytes(UInt16(packet.count)) + packet
    }

    /// RFC 3550 section 6.4.1; the NTP era begins in 1900.
    private static func report(at timestamp: UInt32, _ clockOffset: Double) -> [UInt8] {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let seconds = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 + clockOffset + 2_208_988_800
        let fraction = UInt32((seconds - seconds.rounded(.down)) * 4_294_967_295)
        return [0x80, 200, 0, 6] + bytes(UInt32(7)) + bytes(UInt32(seconds)) + bytes(fraction) + bytes(timestamp)
            + bytes(UInt32(1)) + bytes(UInt32(1))
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}

extension [UInt8] {
    /// The units between start codes (ITU-T H.264 annex B).
    fileprivate var nalUnits: [[UInt8]] {
        var starts: [Int] = []
        for index in 0..<count - 3 where self[index] == 0 && self[index + 1] == 0 && self[index + 2] == 1 {
            starts.append(index + 3)
        }
        return starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1] - 3 : count
            return Array(self[start..<end].reversed().drop { $0 == 0 }.reversed())
        }
    }

    /// One packet's worth each: whole, or in fragments (RFC 6184 section 5.8).
    fileprivate var payloads: [(bytes: [UInt8], isLast: Bool)] {
        guard count > 1400 else { return [(self, true)] }
        return stride(from: 1, to: count, by: 1400).map { start in
            let end = Swift.min(start + 1400, count)
            let flags: UInt8 = (start == 1 ? 0x80 : 0) | (end == count ? 0x40 : 0)
            return ([self[0] & 0xe0 | 28, flags | self[0] & 31] + self[start..<end], end == count)
        }
    }
}

/// What a well-behaved camera answers.
enum RTSPReply {
    static func to(
        _ request: String, refusing method: String = "", with status: String = "200 OK",
        describing description: String = description
    ) -> String {
        let lines = request.split(separator: "\r\n")
        let sequence = lines.first { $0.lowercased().hasPrefix("cseq:") } ?? "CSeq: 0"
        let name = request.prefix { $0 != " " }
        let isRefused = name == method
        let (headers, body) = isRefused ? ("", "") : content(of: String(name), description)
        return
            "RTSP/1.0 \(isRefused ? status : "200 OK")\r\n\(sequence)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func content(of method: String, _ description: String) -> (headers: String, body: String) {
        switch method {
        case "OPTIONS": ("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", "")
        case "DESCRIBE": ("Content-Type: application/sdp\r\n", description)
        case "SETUP": ("Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n", "")
        default: ("Session: 1\r\n", "")
        }
    }

    static let description = """
        v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n\
        a=control:track1\r\n
        """
}
