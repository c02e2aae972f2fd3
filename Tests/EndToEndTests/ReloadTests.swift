import Foundation
import TestSupport
import Testing

/// A changed configuration comes into force while the daemon runs, all of it or nothing.
@Suite("Reload, end to end", .serialized)
struct ReloadTests {
    private final class Site {
        let stage: Stage
        let url: String
        let daemon: RunningProcess
        var config: String { stage.path("vedette.yaml") }

        /// One camera, `yard`, that has shown an object already.
        init(environment: [String: String] = [:]) throws {
            stage = try Stage()
            url = try stage.camera(Stage.footage())
            let text = Self.text(cameras: "yard: {source: \(url)}")
            daemon = try stage.start(
                Stage.vedette, ["run", "--config", stage.write(text, to: "vedette.yaml")], environment: environment)
            _ = try stage.waitForEvents { $0.contains { $0.type == "vedette.object.started" } }
        }

        func write(cameras: String, _ more: String = "", log: String = "events.jsonl") throws {
            try stage.write(Self.text(cameras: cameras, more, log: log), to: "vedette.yaml")
        }

        func reload() throws -> (status: Int32?, said: String) {
            let reload = try stage.vedette("reload", "--config", config)
            let status = reload.exitStatus(within: 90)
            return (status, reload.standardOutput + reload.standardError)
        }

        func stop() {
            daemon.send(SIGTERM)
            #expect(daemon.exitStatus(within: 10) == 0, "\(daemon.standardError)")
        }

        private static func text(cameras: String, _ more: String = "", log: String = "events.jsonl") -> String {
            "cameras:\n  \(cameras)\nstate: {directory: state}\nhttp: off\nevents: {log: {path: \(log)}\(more)}\n"
        }
    }

    @Test("A camera is added; the other one keeps its connection and its tracks")
    func added() throws {
        let site = try Site()
        try site.write(cameras: "yard: {source: \(site.url)}\n  gate: {source: \(site.url)}")
        let (status, said) = try site.reload()
        #expect(status == 0 && said == "camera gate: added\n", "\(said)")
        let events = try site.stage.waitForEvents { events in
            guard let reloaded = events.firstIndex(where: { $0.type == "vedette.daemon.reloaded" }) else {
                return false
            }
            let open = Set(events[..<reloaded].filter { $0.type == "vedette.object.started" }.compactMap(\.subject))
            let later = events[reloaded...]
            return later.contains { $0.type == "vedette.camera.online" && $0.source.hasSuffix("/gate") }
                && later.contains {
                    $0.type == "vedette.object.updated" && $0.source.hasSuffix("/yard")
                        && open.contains($0.subject ?? "")
                }
        }
        site.stop()
        let reloaded = try #require(events.first { $0.type == "vedette.daemon.reloaded" })
        #expect(reloaded.data["added"] as? [String] == ["gate"])
        #expect(reloaded.data["changed"] as? [String] == [] && reloaded.data["removed"] as? [String] == [])
        #expect(reloaded.data["cameras"] as? [String] == ["gate", "yard"])
        #expect(connections(of: "yard", in: site.stage.events()) == 1)
    }

    @Test("Another zone takes no other connection, another rate does, and a camera that is taken out ends in order")
    func changed() throws {
        let site = try Site()
        try site.write(cameras: "yard: {source: \(site.url), zones: {all: [[0, 0], [1, 0], [1, 1], [0, 1]]}}")
        #expect(try site.reload().said == "camera yard: changed zones\n")
        _ = try site.stage.waitForEvents { $0.contains { $0.type == "vedette.zone.entered" } }
        #expect(connections(of: "yard", in: site.stage.events()) == 1)

        try site.write(cameras: "yard: {source: \(site.url), detect: {fps: 4}}")
        #expect(try site.reload().said == "camera yard: changed detect, zones\n")
        _ = try site.stage.waitForEvents { connections(of: "yard", in: $0) == 2 }

        try site.write(cameras: "gate: {source: \(site.url)}")
        #expect(try site.reload().said == "camera gate: added\ncamera yard: removed\n")
        let events = try site.stage.waitForEvents { connections(of: "gate", in: $0) == 1 }
        #expect(events.contains { $0.type == "vedette.camera.coverage" && $0.source.hasSuffix("/yard") })
        site.stop()
        let all = site.stage.events()
        let started = all.filter { $0.type == "vedette.object.started" }.compactMap(\.subject)
        let ended = all.filter { $0.type == "vedette.object.ended" }.compactMap(\.subject)
        #expect(started.sorted() == ended.sorted())
        let last = try #require(all.lastIndex { $0.source.hasSuffix("/yard") })
        #expect(last < all.count - 2, "the camera that was taken out still tells of something")
    }

    @Test("Whatever is wrong with the new file, it is said with its line, and the old one stays in force")
    func refused() throws {
        let site = try Site()
        let good = "yard: {source: \(site.url)}"
        let text = try String(contentsOfFile: site.config, encoding: .utf8)

        try site.write(cameras: "yard: {source: \(site.url), detect: {fsp: 3}}\n  gate: {}")
        expectRefusal(try site.reload(), "vedette.yaml:2:", "did you mean `fps`?", "vedette.yaml:3:")

        let model = try site.stage.write("this is no network", to: "model.onnx")
        try site.stage.write(text + "detector:\n  model: \(model)\n", to: "vedette.yaml")
        expectRefusal(try site.reload(), "vedette.yaml:7:10: ", "model.onnx")

        try site.stage.write(text + "detector: {model: builtin}\n" + "log_level: ${NO_SUCH}\n", to: "vedette.yaml")
        expectRefusal(try site.reload(), "vedette.yaml:7:", "NO_SUCH")

        try site.stage.write(text.replacingOccurrences(of: "directory: state", with: "directory: other"), to: "w.yaml")
        try FileManager.default.moveItem(atPath: site.config, toPath: site.stage.path("old.yaml"))
        let gone = try site.stage.vedette("reload", "--config", site.config, "--state", site.stage.path("state"))
        #expect(gone.exitStatus(within: 30) == 78)
        #expect(gone.standardError.contains("vedette.yaml:1:1: cannot read the file: No such file or directory"))

        try FileManager.default.moveItem(atPath: site.stage.path("w.yaml"), toPath: site.config)
        let other = try site.stage.vedette("reload", "--config", site.config, "--state", site.stage.path("state"))
        #expect(other.exitStatus(within: 30) == 78)
        #expect(other.standardError.contains("vedette.yaml:3:") && other.standardError.contains("restart it"))

        // Nothing of all that came into force.
        try site.write(cameras: good)
        #expect(try site.reload().said == "nothing changed\n")
        site.stop()
        #expect(!site.stage.events().contains { $0.type == "vedette.daemon.reloaded" })
        #expect(connections(of: "yard", in: site.stage.events()) == 1)
    }

    @Test("Another log and a webhook take over, with no event lost between them")
    func sinks() throws {
        let site = try Site()
        let webhook = try site.stage.receiver()
        try site.write(
            cameras: "yard: {source: \(site.url)}", ", webhooks: [{url: \"\(webhook)\", secret: stage}]",
            log: "events.2.jsonl")
        let (status, said) = try site.reload()
        #expect(status == 0 && said.contains("changed events.log\nchanged events.webhooks\n"), "\(said)")
        _ = try poll(seconds: 60) { site.stage.events(in: "events.2.jsonl").count > 3 ? true : nil }
        site.stop()
        let (before, after) = (site.stage.events(), site.stage.events(in: "events.2.jsonl"))
        #expect(after.contains { $0.type == "vedette.daemon.reloaded" })
        let received = site.stage.events(in: "received.jsonl")
        // A receiver that is new is promised each camera's order, from the reload on.
        for source in Set(after.map(\.source)) {
            let lines = received.filter { $0.source == source }.map(\.line)
            let expected = after.filter { $0.source == source }.map(\.line).suffix(lines.count)
            #expect(!lines.isEmpty && lines == Array(expected), "\(source)")
        }
        let all = before + after
        let started = all.filter { $0.type == "vedette.object.started" }.compactMap(\.subject)
        let ended = all.filter { $0.type == "vedette.object.ended" }.compactMap(\.subject)
        #expect(started.sorted() == ended.sorted())
    }

    @Test("SIGHUP reloads, and systemd is told when that begins and ends")
    func signal() throws {
        let folder = NSTemporaryDirectory() + "vedette-notify-" + UUID().uuidString
        let socket = try NotificationSocket(path: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let site = try Site(environment: ["NOTIFY_SOCKET": folder])
        try site.write(cameras: "yard: {source: \(site.url), objects: {confirm: 500 ms}}")
        site.daemon.send(SIGHUP)
        try socket.wait(for: ["RELOADING=1\nMONOTONIC_USEC="])
        let events = try site.stage.waitForEvents { $0.contains { $0.type == "vedette.daemon.reloaded" } }
        let reloaded = try #require(events.first { $0.type == "vedette.daemon.reloaded" })
        #expect(reloaded.data["changed"] as? [String] == ["yard"])
        try socket.wait(for: ["MONOTONIC_USEC="], then: "READY=1\nSTATUS=")
        try site.write(cameras: "yard: 7")
        site.daemon.send(SIGHUP)
        try socket.wait(for: ["RELOADING=1\nMONOTONIC_USEC="])
        try socket.wait(for: ["the last reload was refused: "])
        site.stop()
    }

    @Test("Where no daemon runs, reload says so")
    func nobody() throws {
        let stage = try Stage()
        let config = try stage.write("state: {directory: state}\n", to: "vedette.yaml")
        let reload = try stage.vedette("reload", "--config", config)
        #expect(reload.exitStatus(within: 20) == 69)
        #expect(reload.standardError.contains("no daemon runs with the state folder \(stage.path("state"))"))
    }

    private func expectRefusal(_ answer: (status: Int32?, said: String), _ words: String...) {
        #expect(answer.status == 78, "\(answer.said)")
        for word in words { #expect(answer.said.contains(word), "\(answer.said)") }
        #expect(answer.said.contains("nothing was changed"))
    }

    private func connections(of camera: String, in events: [LoggedEvent]) -> Int {
        events.count { $0.type == "vedette.camera.online" && $0.source.hasSuffix("/" + camera) }
    }
}
