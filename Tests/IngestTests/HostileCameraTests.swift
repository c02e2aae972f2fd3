import Foundation
import Frames
import Ingest
import Seeds
import TestSupport
import Testing

/// A camera whose answers, SDP and RTP are changed as someone would who knows the protocols and means harm.
@Suite(
    "A camera that says anything", .enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"),
    .timeLimit(.minutes(10)))
struct HostileCameraTests {
    /// Short, since a camera that leaves an answer unfinished is waited for.
    private static let options = SourceOptions(
        deadlines: .init(open: .milliseconds(1500), read: .milliseconds(700), close: .milliseconds(200)))

    /// `VEDETTE_FUZZ_SEEDS` asks for more.
    private static let seeds = ProcessInfo.processInfo.environment["VEDETTE_FUZZ_SEEDS"].flatMap(UInt64.init) ?? 240

    private enum Outcome: Equatable {
        case frames(Int)
        case refused(MediaError.Cause)
    }

    private static func outcome(of port: Int) throws -> Outcome {
        let url = try SourceURL("rtsp://viewer:hunter2@127.0.0.1:\(port)/live")
        var count = 0
        do throws(MediaError) {
            let reader = try FrameReader.open(url, options: options)
            while let frame = try reader.next() {
                count += 1
                _ = frame.bytes.last
            }
            return .frames(count)
        } catch {
            #expect(error.place.hasPrefix("rtsp://***@127.0.0.1:\(port)/live"), "\(error)")
            #expect(!error.description.contains("hunter2") && error.description.count < 1000, "\(error)")
            return count > 0 ? .frames(count) : .refused(error.cause)
        }
    }

    /// The camera's answers and the beginning of its stream; what `change` makes of them is sent.
    private static func camera(
        _ packets: [[UInt8]], describing description: String,
        change: @escaping @Sendable (_ message: [UInt8], _ number: UInt64) -> [UInt8]
    ) throws -> TestPeer {
        try TestPeer { viewer in
            var patience = timeval(tv_sec: 0, tv_usec: 300_000)
            setsockopt(viewer.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            var number: UInt64 = 0
            while let request = viewer.request() {
                number += 1
                let reply = Array(RTSPReply.to(request, describing: description).utf8)
                guard viewer.send(change(reply, number)) else { break }
                guard request.hasPrefix("PLAY") else { continue }
                for packet in packets {
                    number += 1
                    guard viewer.send(change(packet, number)) else { break }
                }
                break
            }
            viewer.hangUp()
        }
    }

    private static func packets() throws -> [[UInt8]] {
        var packetizer = Packetizer()
        return try RTPCamera.units(of: Clips.h264).prefix(12).flatMap { packetizer.packets(of: $0) }
    }

    @Test("Unchanged, it is a camera")
    func unchanged() throws {
        let packets = try Self.packets()
        for description in [SDP.plain, SDP.all[0]] {
            let peer = try Self.camera(packets, describing: description) { message, _ in message }
            guard case .frames(let count) = try Self.outcome(of: peer.port) else {
                Issue.record("refused")
                continue
            }
            #expect(count > 0)
        }
    }

    @Test("Changed answers, SDP and RTP end in frames or an error that names the camera, without its password")
    func changed() throws {
        let packets = try Self.packets()
        var outcomes: [Outcome] = []
        for seed in 0..<Self.seeds {
            let description = SDP.all[Int(seed) % SDP.all.count]
            let peer = try Self.camera(packets, describing: description) { message, number in
                var mutator = MessageMutator(seed: seed << 16 | number)
                // One answer of three; of packets, of which there are many, one in eight.
                let isPacket = message.first == 0x24
                return mutator.chance(isPacket ? 8 : 3) ? mutator.mutated(message) : message
            }
            outcomes.append(try Self.outcome(of: peer.port))
        }
        let seen = outcomes.count { if case .frames(let count) = $0 { count > 0 } else { false } }
        print("\(outcomes.count) changed cameras: \(seen) gave frames, \(outcomes.count - seen) did not")
        #expect(seen > 0 && seen < outcomes.count)
    }
}

/// What cameras say of their streams: each kind of line that the reader has code for.
private enum SDP {
    static let plain = RTSPReply.description

    private static let head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"

    static let all = [
        head + """
            a=control:*\r\na=range:npt=0-\r\nm=video 0 RTP/AVP 96\r\nb=AS:2000\r\na=rtpmap:96 H264/90000\r\n\
            a=fmtp:96 packetization-mode=1;profile-level-id=42C01E;\
            sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==\r\na=framerate:10\r\n\
            a=x-dimensions:64,48\r\na=control:track1\r\n
            """,
        head + """
            m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/16000/1\r\n\
            a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;config=1408;SizeLength=13;IndexLength=3;IndexDeltaLength=3\r\n\
            a=control:track2\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n\
            m=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\na=control:track3\r\n
            """,
        head + """
            m=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\n\
            a=fmtp:96 sprop-vps=QAEMAf//AWAAAAMAkAAAAwAAAwA8lZgJ;sprop-sps=QgEBAWAAAAMAkAAAAwAAAwA8oBAgYWWVmk;\
            sprop-pps=RAHBcrRiQA==\r\na=control:rtsp://127.0.0.1/live/track1\r\n
            """,
        head + "m=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\na=cliprect:0,0,48,64\r\na=control:track1\r\n",
        plain,
    ]
}
