import Foundation
import Frames
import Ingest
import Testing
import Threads

/// Peers that misbehave: nothing they do or leave undone may hold a camera's thread.
@Suite(.timeLimit(.minutes(2))) struct PeerTests {
    private static let options = SourceOptions(
        deadlines: .init(open: .milliseconds(700), read: .milliseconds(700), close: .milliseconds(300)))

    private func failure(of address: String) throws -> MediaError {
        try #require(throws: MediaError.self) {
            let reader = try FrameReader.open(SourceURL(address), options: Self.options)
            while try reader.next() != nil {}
        }
    }

    /// Answers so many RTSP requests properly, then never again; it does not even close.
    private static func camera(silentAfter answers: Int) throws -> TestPeer {
        try TestPeer { viewer in
            for _ in 0..<answers {
                guard let request = viewer.request() else { return }
                viewer.send(RTSPReply.to(request))
            }
        }
    }

    // OPTIONS, DESCRIBE, SETUP, PLAY.
    @Test(arguments: 0...4) func aSilentCameraRunsIntoTheDeadline(answers: Int) throws {
        let peer = try Self.camera(silentAfter: answers)
        let error = try failure(of: "rtsp://viewer:hunter2@127.0.0.1:\(peer.port)/live")
        #expect(error.cause == .timedOut)
        #expect(error.description.hasPrefix("rtsp://***@127.0.0.1:\(peer.port)/live: "))
        #expect(!error.description.contains("hunter2"))
    }

    @Test(arguments: 0...4) func stoppingEndsWhateverCallIsUnderWay(answers: Int) throws {
        let peer = try Self.camera(silentAfter: answers)
        let patient = SourceOptions(deadlines: .init(open: .seconds(3600), read: .seconds(3600)))
        let events = Events()
        let camera = Camera(
            name: "silent", source: try SourceURL("rtsp://127.0.0.1:\(peer.port)/live"), options: patient,
            ring: FrameRing(capacity: 1), report: events.hear)
        let thread = camera.start()
        while peer.connectionCount == 0 { usleep(1000) }
        camera.stop()
        #expect(thread.join(timeout: .seconds(20)))
        #expect(events.losses.map(\.cause) == [.stopped])
    }

    @Test func aNameThatDoesNotResolveIsSaidToBeUnknown() throws {
        let error = try failure(of: "rtsp://viewer:hunter2@no-such-camera.invalid/live")
        #expect(error.cause == .unknownHost || error.cause == .timedOut)
        #expect(error.operation == .resolve)
        #expect(error.place == "rtsp://***@no-such-camera.invalid/live")
    }

    @Test func aPeerThatDripsRunsIntoTheDeadline() throws {
        let peer = try TestPeer { viewer in
            _ = viewer.request()
            viewer.send("RTSP/1.0 200 OK\r\nX-Drip: ")
            while viewer.send("a") { usleep(20_000) }
        }
        #expect(try failure(of: "rtsp://127.0.0.1:\(peer.port)/").cause == .timedOut)
    }

    @Test(arguments: [
        ("401 Unauthorized", MediaError.Cause.unauthorized), ("403 Forbidden", .unauthorized),
        ("404 Not Found", .notFound), ("500 Internal Server Error", .other), ("503 Service Unavailable", .other),
        ("461 Unsupported Transport", .other), ("400 Bad Request", .other),
    ])
    func whatARefusingCameraSaysIsUnderstood(status: String, cause: MediaError.Cause) throws {
        let peer = try TestPeer { viewer in
            while let request = viewer.request() {
                viewer.send(RTSPReply.to(request, refusing: "DESCRIBE", with: status))
            }
        }
        let error = try failure(of: "rtsp://viewer:hunter2@127.0.0.1:\(peer.port)/live")
        #expect(error.cause == cause)
        #expect(!error.description.contains("hunter2"))
    }

    @Test(arguments: [
        ("401 Unauthorized", MediaError.Cause.unauthorized), ("404 Not Found", .notFound), ("200 OK", .notMedia),
    ])
    func whatAWebServerSaysIsUnderstood(status: String, cause: MediaError.Cause) throws {
        let page = "<!DOCTYPE html><html><body>Sign in</body></html>"
        let peer = try TestPeer { viewer in
            while viewer.request() != nil {
                viewer.send(
                    "HTTP/1.1 \(status)\r\nContent-Type: text/html\r\nContent-Length: \(page.count)\r\n\r\n\(page)")
            }
        }
        let error = try failure(of: "http://viewer:hunter2@127.0.0.1:\(peer.port)/video?token=hunter2")
        #expect(error.cause == cause)
        #expect(error.place == "http://***@127.0.0.1:\(peer.port)/video?token=***")
    }

    @Test func aSilentWebServerRunsIntoTheDeadline() throws {
        let peer = try TestPeer { _ in }
        #expect(try failure(of: "http://127.0.0.1:\(peer.port)/").cause == .timedOut)
    }

    @Test func aPlaylistCannotNameLocalFiles() throws {
        let list =
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
        let peer = try TestPeer { viewer in
            while viewer.request() != nil {
                let type = "application/vnd.apple.mpegurl"
                viewer.send("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(list.count)\r\n\r\n\(list)")
            }
        }
        #expect(throws: MediaError.self) { try FrameReader.open(SourceURL("http://127.0.0.1:\(peer.port)/a.m3u8")) }
    }

    @Test func nobodyAtTheAddressIsUnreachable() throws {
        let peer = try TestPeer { $0.hangUp() }
        let cause = try failure(of: "rtsp://127.0.0.1:\(peer.port)/").cause
        #expect(cause == .unreachable || cause == .ended)
        #expect(try failure(of: "rtsp://127.0.0.1:1/").cause == .unreachable)
    }

    @Test(.enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"))
    func motionJPEGOverHTTPIsACamera() throws {
        let pictures = try Clips.bytes(Clips.mjpeg).jpegs
        #expect(pictures.count == 30)
        let peer = try TestPeer { viewer in
            _ = viewer.request()
            viewer.send("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n")
            for picture in pictures {
                viewer.send("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: \(picture.count)\r\n\r\n")
                viewer.send(picture + [13, 10])
                usleep(10_000)
            }
            viewer.hangUp()
        }
        let reader = try FrameReader.open(SourceURL("http://127.0.0.1:\(peer.port)/video"))
        var frames: [Frame] = []
        while let frame = try? reader.next() { frames.append(frame) }
        #expect(frames.count >= 29)
        #expect(frames.allSatisfy { $0.colour == .init(matrix: .bt601, fullRange: true) })
        #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.seconds < $1.seconds })
    }
}

extension [UInt8] {
    /// The JPEG pictures in the bytes of an AVI file.
    fileprivate var jpegs: [[UInt8]] {
        var pictures: [[UInt8]] = []
        var index = 0
        while index + 8 < count {
            let length = Int(self[index + 4]) | Int(self[index + 5]) << 8 | Int(self[index + 6]) << 16
            let start = index + 8
            if self[index..<index + 4].elementsEqual("00dc".utf8), start + length <= count, length > 4,
                self[start] == 0xff, self[start + 1] == 0xd8
            {
                pictures.append(Array(self[start..<start + length]))
                index = start + length
            } else {
                index += 1
            }
        }
        return pictures
    }
}
