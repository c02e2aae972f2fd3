import Foundation
import TestSupport
import Testing

/// The daemon on real footage, a real broker, and `vedette events` beside it.
@Suite("A daemon with a broker", .enabled(if: Judge.isAvailable && Broker.isInstalled, "\(Judge.absence)"))
struct MQTTRunTests {
    @Test("A broker's subscribers see the camera come, somebody appear and the daemon go; the log is sound")
    func run() throws {
        let stage = try Stage()
        let broker = try Broker(in: stage.folder)
        let watcher = try Watcher(broker, ["vedette/#", "homeassistant/#", "frigate/#"])
        let camera = try stage.camera(Stage.footage())
        let config = try stage.write(
            """
            cameras: {yard: {source: "\(camera)", zones: {path: [[0, 0.4], [1, 0.4], [1, 1], [0, 1]]}}}
            state: {directory: state}
            events:
              log: {path: events.jsonl}
              mqtt: {url: "\(broker.url)", frigate_topics: true}
            http: off
            """, to: "vedette.yaml")
        let daemon = try stage.vedette("run", "--config", config)
        try watcher.wait { seen in
            let topics = Set(seen.map(\.topic))
            return topics.isSuperset(of: [
                "vedette/events/yard/camera.online", "vedette/events/yard/object.started", "frigate/events",
            ]) && seen.contains { $0.topic == "vedette/yard/person" && $0.payload != "0" }
        }
        let sensors = watcher.messages.filter { $0.topic.hasPrefix("homeassistant/binary_sensor/") }
        #expect(sensors.contains { $0.payload.contains(#""state_topic":"vedette/yard/zones/path""#) })

        let stats = try stage.vedette("events", "stats", "--config", config, "--json")
        #expect(stats.exitStatus(within: 60) == 0, "\(stats.standardError)")
        #expect(stats.standardOutput.contains(#""name":"mqtt""#))

        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 60) == 0, "\(daemon.standardError)")
        try watcher.wait { $0.last { $0.topic == "vedette/available" }?.payload == "offline" }
        let verify = try stage.vedette("events", "verify", "--config", config)
        #expect(verify.exitStatus(within: 60) == 0, "\(verify.standardOutput)\(verify.standardError)")
        #expect(verify.standardOutput.contains("log: sound") && verify.standardOutput.contains("database: sound"))

        let logged = stage.events().map(\.line)
        let told = watcher.messages.filter { $0.topic.hasPrefix("vedette/events/") }.map(\.payload)
        #expect(Set(told).isSubset(of: logged), "what is published is the log's line, to the byte")
    }
}
