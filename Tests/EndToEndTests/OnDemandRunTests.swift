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
            state: {directory: state}
            http: off
            events: {log: {path: events.jsonl}}
            """
        let daemon = try stage.vedette("run", "--config", stage.write(text, to: "vedette.yaml"))
        let events = try stage.waitForEvents(seconds: 120) { $0.contains { $0.type == "vedette.motion.started" } }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 10) == 0)
        let motion = try #require(events.first { $0.type == "vedette.motion.started" })
        // The stream's own time of the picture in which it began, however late that was decoded.
        let frame = try #require(motion.data["frame"] as? [String: Any])
        let seconds = try #require(frame["pts_seconds"] as? Double)
        #expect(seconds > 33.5 && seconds < 35, "\(motion.line)")
        let coverage = try #require(stage.events().last { $0.type == "vedette.camera.coverage" })
        #expect(coverage.data["skipped"] as? Double ?? 0 > 5, "\(coverage.line)")
        #expect(coverage.data["dropped"] as? Double ?? 1 < 0.5, "\(coverage.line)")
    }
}
