import Foundation
import TestSupport
import Testing

/// The main job: a camera's feed over real RTSP becomes events in the log and at a webhook.
@Suite("The daemon, end to end", .serialized)
struct DaemonRunTests {
    @Test("A webhook goes by the environment's proxy, whose business the receiver's name is")
    func proxy() throws {
        let stage = try Stage()
        // A receiver is what a proxy for clear text looks like: it gets the whole address.
        let proxy = try stage.receiver().replacingOccurrences(of: "/events", with: "")
        let path = try configuration(stage, camera: "nowhere.mp4", webhook: "http://receiver.invalid/events")
        let daemon = try stage.vedette(
            "run", "--config", path, environment: ["http_proxy": proxy, "no_proxy": "", "NO_PROXY": ""])
        _ = try poll(seconds: 60) {
            stage.events(in: "received.jsonl").contains { $0.type == "vedette.daemon.started" } ? true : nil
        }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 10) == 0, "\(daemon.standardError)")
    }

    @Test("An RTSP camera's people become events in the log and, to the byte, at the webhook")
    func mainJob() throws {
        let stage = try Stage()
        let url = try stage.camera(Stage.footage())
        let webhook = try stage.receiver()
        let daemon = try stage.vedette("run", "--config", configuration(stage, camera: url, webhook: webhook))
        _ = try stage.waitForEvents { events in events.count { $0.type == "vedette.object.started" } >= 3 }
        // Who is impatient changes nothing: no thread, of OpenBLAS's neither, lets a second one end the process at once.
        daemon.send(SIGTERM)
        daemon.send(SIGTERM)
        daemon.send(SIGINT)
        #expect(daemon.exitStatus(within: 5) == 0, "\(daemon.standardError)")

        let events = stage.events()
        #expect(Set(events.map(\.id)).count == events.count)
        #expect(events.first?.type == "vedette.daemon.started")
        #expect(events.last?.type == "vedette.daemon.stopping")
        #expect(events.contains { $0.type == "vedette.camera.online" && $0.source.hasSuffix("/yard") })
        expectWholeStories(of: events)

        let received = stage.events(in: "received.jsonl")
        // Cameras do not wait for each other; each one's events come in order.
        #expect(Set(received.map(\.line)) == Set(events.map(\.line)) && received.count == events.count)
        for source in Set(events.map(\.source)) {
            let expected = events.filter { $0.source == source }.map(\.line)
            #expect(received.filter { $0.source == source }.map(\.line) == expected)
        }
    }

    @Test("It starts while the camera is offline, and tells when it comes")
    func offlineAtStart() throws {
        let stage = try Stage()
        let port = try freePort()
        let daemon = try stage.vedette(
            "run", "--config", configuration(stage, camera: "rtsp://viewer:hunter2@127.0.0.1:\(port)/yard"))
        _ = try stage.waitForEvents { $0.contains { $0.type == "vedette.camera.offline" } }
        _ = try stage.camera(Stage.footage(), "--port", "\(port)", "--user", "viewer", "--password", "hunter2")
        _ = try stage.waitForEvents { $0.contains { $0.type == "vedette.camera.online" } }
        daemon.send(SIGINT)
        #expect(daemon.exitStatus(within: 5) == 0)
        let log = try String(contentsOfFile: stage.path("events.jsonl"), encoding: .utf8)
        #expect(!(log + daemon.standardError + daemon.standardOutput).contains("hunter2"))
    }

    @Test("A receiver that never answers and one that does not exist hold up neither the log nor the stop")
    func deadReceivers() throws {
        let stage = try Stage()
        let silent = try SilentServer()
        let text = """
            cameras:
              yard: {source: \(try stage.camera(Stage.footage()))}
            events:
              log: {path: events.jsonl}
              webhooks:
                - {name: silent, url: "http://127.0.0.1:\(silent.port)/", secret: stage}
                - {name: nowhere, url: "http://no-such-host.invalid/", secret: stage}
            """
        let daemon = try stage.vedette("run", "--config", stage.write(text, to: "vedette.yaml"))
        _ = try stage.waitForEvents { events in events.count { $0.type == "vedette.object.started" } >= 2 }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 6) == 0)
        expectWholeStories(of: stage.events())
    }

    @Test("SIGHUP and a log that was moved away give a new file, and no event is lost between them")
    func rotation() throws {
        let stage = try Stage()
        let daemon = try stage.vedette("run", "--config", configuration(stage, camera: stage.camera(Stage.footage())))
        _ = try stage.waitForEvents { $0.count >= 3 }
        try FileManager.default.moveItem(atPath: stage.path("events.jsonl"), toPath: stage.path("events.1.jsonl"))
        daemon.send(SIGHUP)
        _ = try stage.waitForEvents { $0.count >= 3 }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 5) == 0)
        let both = stage.events(in: "events.1.jsonl") + stage.events()
        #expect(both.first?.type == "vedette.daemon.started")
        #expect(both.last?.type == "vedette.daemon.stopping")
        expectWholeStories(of: both)
    }

    @Test("One camera that is no video does not disturb another")
    func badNeighbour() throws {
        let stage = try Stage()
        let text = """
            cameras:
              broken: {source: \(try stage.write("<html>no video</html>", to: "page.mp4"))}
              yard: {source: \(try stage.camera(Stage.footage()))}
            events: {log: {path: events.jsonl}}
            """
        let daemon = try stage.vedette("run", "--config", stage.write(text, to: "vedette.yaml"))
        let events = try stage.waitForEvents { events in
            events.contains { $0.type == "vedette.object.started" }
                && events.contains { $0.type == "vedette.camera.offline" }
        }
        #expect(events.allSatisfy { $0.type != "vedette.object.started" || $0.source.hasSuffix("/yard") })
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 5) == 0)
    }

    @Test("systemd is told of readiness, of being alive and of the stop")
    func serviceManager() throws {
        let stage = try Stage()
        let socket = try NotificationSocket(path: stage.path("notify"))
        let daemon = try stage.start(
            Stage.vedette, ["run", "--config", try configuration(stage, camera: stage.camera(Stage.footage()))],
            environment: ["NOTIFY_SOCKET": stage.path("notify"), "WATCHDOG_USEC": "400000"])
        try socket.wait(for: [
            "STATUS=starting", "READY=1\nSTATUS=0 of 1 cameras online", "WATCHDOG=1", "STATUS=1 of 1 cameras online",
        ])
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 5) == 0)
        try socket.wait(for: ["STOPPING=1"])
    }

    /// Every object that was started ended once, with its updates between.
    private func expectWholeStories(of events: [LoggedEvent]) {
        var open: Set<String> = []
        for event in events where event.type.hasPrefix("vedette.object.") {
            guard let subject = event.subject else {
                Issue.record("an object event without a subject: \(event.line)")
                continue
            }
            switch event.type {
            case "vedette.object.started": #expect(open.insert(subject).inserted, "\(subject) started twice")
            case "vedette.object.updated": #expect(open.contains(subject), "\(subject) updated while not open")
            default: #expect(open.remove(subject) != nil, "\(subject) ended while not open")
            }
        }
        #expect(open.isEmpty, "never ended: \(open)")
    }

    private func configuration(_ stage: Stage, camera: String, webhook: String? = nil) throws -> String {
        let hooks = webhook.map { "\n  webhooks: [{url: \"\($0)\", secret: stage}]" } ?? ""
        return try stage.write(
            """
            cameras:
              yard: {source: "\(camera)"}
            events:
              log: {path: events.jsonl}\(hooks)
            """, to: "vedette.yaml")
    }
}
