import Foundation
import TestSupport
import Testing

/// Over real RTSP, in real time.
@Suite("Decoding on demand, live", .enabled(if: StillScene.canBeMade, "needs the command ffmpeg"))
struct OnDemandRunTests {
    @Test("A still camera is left undecoded, and what moves before it is told of at its time")
    func quietThenMotion() throws {
        let stage = try Stage()
        let clip = try StillScene.clip("libx264 -g 20 -bf 0 -crf 23", seconds: 60, crossings: [34])
        let text = """
            cameras:
              yard: {source: "\(try stage.camera(clip))", decode: on-demand, detect: {enabled: false}}
            events: {log: {path: events.jsonl}}
            """
        let daemon = try stage.vedette("run", "--config", stage.write(text, to: "vedette.yaml"))
        let events = try stage.waitForEvents(seconds: 120) { $0.contains { $0.type == "vedette.motion.started" } }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 10) == 0)
        let online = try #require(events.first { $0.type == "vedette.camera.online" })
        let motion = try #require(events.first { $0.type == "vedette.motion.started" })
        // The clip begins as the camera is reached; the event's time is the picture's, not when it was decoded.
        let wait = try #require(seconds(from: online.time, to: motion.time))
        #expect(wait > 31 && wait < 35.5, "\(wait)")
        let coverage = try #require(stage.events().last { $0.type == "vedette.camera.coverage" })
        #expect(coverage.data["skipped"] as? Double ?? 0 > 5, "\(coverage.line)")
        #expect(coverage.data["dropped"] as? Double ?? 1 < 0.5, "\(coverage.line)")
    }

    private func seconds(from start: String, to end: String) -> Double? {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let start = try? format.parse(start), let end = try? format.parse(end) else { return nil }
        return end.timeIntervalSince(start)
    }
}
