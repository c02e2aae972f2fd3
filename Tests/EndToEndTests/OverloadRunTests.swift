import Foundation
import TestSupport
import Testing

/// The daemon as a process, with a limit that it cannot keep.
@Suite("Overload, live", .enabled(if: StillScene.canBeMade, "needs the command ffmpeg"))
struct OverloadRunTests {
    @Test("What is beyond the limits is told, with what is given up, and taken back when a reload lifts the limit")
    func shedsAndRecovers() throws {
        let stage = try Stage()
        let clip = try StillScene.clip("libx264 -g 20 -bf 0 -crf 23", seconds: 60, crossings: [34])
        let address = try stage.camera(clip, "--loop")
        func text(_ limits: String) -> String {
            """
            cameras:
              yard: {source: "\(address)", priority: low, decode: every-frame, detect: {enabled: false}}
            limits: \(limits)
            state: {directory: state}
            http: off
            events: {log: {path: events.jsonl}}
            """
        }
        // No daemon fits into this: everything that can be given up is.
        let path = try stage.write(text("{memory_mb: 50, event_latency: 1 h}"), to: "vedette.yaml")
        let daemon = try stage.vedette("run", "--config", path)
        let told = try stage.waitForEvents(seconds: 180) { events in
            events.contains { $0.type == "vedette.daemon.overloaded" && $0.data["depth"] as? Int == 3 }
        }
        let overload = told.filter { $0.type == "vedette.daemon.overloaded" }
        #expect(overload.compactMap { $0.data["depth"] as? Int } == [1, 2, 3])
        let last = try #require(overload.last)
        #expect(last.data["limit"] as? String == "memory_mb")
        #expect((last.data["shed"] as? [String: [String]])?["low"] == ["loop_filter", "rate", "policy"])
        #expect(last.data["cameras"] as? [String] == ["yard"])

        try stage.write(text("{event_latency: 1 h}"), to: "vedette.yaml")
        daemon.send(SIGHUP)
        let all = try stage.waitForEvents(seconds: 240) { events in
            events.contains { $0.type == "vedette.daemon.relieved" && $0.data["depth"] as? Int == 2 }
        }
        #expect(all.contains { $0.type == "vedette.daemon.reloaded" })
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 20) == 0)
        let coverage = try #require(stage.events().last { $0.type == "vedette.camera.coverage" })
        #expect(coverage.data["dropped"] as? Double ?? 0 > 1, "\(coverage.line)")
    }
}
