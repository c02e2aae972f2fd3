import Clocks
import Delivery
import Events
import Foundation
import Geometry
import Seeds
import TestSupport
import Testing

/// What is published to a broker, without one: events in, messages out.
@Suite("What MQTT subscribers are told")
struct BroadcastTests {
    private static let cameras = [
        MQTTCamera(name: "yard", labels: ["person", "car"], zones: ["porch", "path"]),
        MQTTCamera(name: "front.door_1", labels: ["person"], zones: ["porch"]),
    ]

    private func broadcast(
        types: [String] = [], frigate: Bool = false, homeAssistant: String? = nil, cameras: [MQTTCamera] = cameras,
        states: CameraStates = CameraStates()
    ) -> Broadcast {
        Broadcast(
            prefix: "site/vedette", cameras: cameras, types: types, client: "vedette-box",
            homeAssistant: homeAssistant, publishesFrigateTopics: frigate, version: "1.2.3",
            states: states)
    }

    private func object(
        _ id: String, _ label: String = "person", zones: [String] = [], score: Double = 0.9, stationary: Bool = false
    ) -> ObjectReport {
        ObjectReport(
            id: id, label: label, score: score, topScore: 0.95,
            box: .init(left: 0.25, top: 0.5, right: 0.5, bottom: 0.75),
            firstSeen: CaptureTime(microseconds: 1_795_464_843_000_070), zones: zones, stationary: stationary,
            pathLength: 0, durationSeconds: 2, frame: FrameReference(number: 1, ptsSeconds: 0))
    }

    private static let online = Report.cameraOnline(.online(.init(codec: "h264", width: 640, height: 400, fps: 5)))
    private static let motion = MotionReport(regions: [], area: 0.1, frame: FrameReference(number: 1, ptsSeconds: 0))
    private static let daemon = DaemonReport(version: "1", cameras: ["yard"])

    private static func told(
        _ broadcast: inout Broadcast, _ report: Report, _ camera: String = "yard", _ sequence: Int64
    ) throws -> Broadcast.Messages {
        let event = EventFactory.live(host: "box").event(
            report, camera: camera.isEmpty ? nil : camera, at: CaptureTime(microseconds: 1_795_464_845_500_000))
        return broadcast.messages(
            type: report.type.rawValue, camera: camera, sequence: sequence, body: try event.json())
    }

    /// As `topic=payload`, without the prefix.
    private func states(_ messages: Broadcast.Messages) -> [String] {
        messages.states.map { $0.topic.replacingOccurrences(of: "site/vedette/", with: "") + "=" + $0.text }
    }

    @Test("An event goes to its own topic, to the byte; what is not chosen by type, or not understood, is told apart")
    func events() throws {
        var all = broadcast()
        let started = try Self.told(&all, .objectStarted(object("7")), "yard", 1)
        #expect(started.event?.topic == "site/vedette/events/yard/object.started")
        #expect(started.event?.isRetained == false && started.event?.text.contains(#""id":"7""#) == true)
        #expect(
            try Self.told(&all, .daemonStarted(Self.daemon), "", 2).event?.topic
                == "site/vedette/events/_/daemon.started")
        let later = all.messages(type: "vedette.object.sung", camera: "yard", sequence: 3, body: Array("{}".utf8))
        #expect(later.event?.text == "{}" && later.states.isEmpty)
        var some = broadcast(types: ["vedette.zone.*", "*.ended"])
        _ = some.greeting()
        let quiet = try Self.told(&some, .objectStarted(object("7")), "yard", 1)
        #expect(quiet.event == nil && states(quiet) == ["yard/person=1"])
        #expect(try Self.told(&some, .objectEnded(object("7")), "yard", 2).event != nil)
    }

    @Test("States follow the events, each told once it changes")
    func follow() throws {
        var broadcast = broadcast()
        let greeting = broadcast.greeting()
        #expect(greeting.allSatisfy { $0.isRetained })
        #expect(
            greeting.map { $0.topic + "=" + $0.text } == [
                "site/vedette/available=online", "site/vedette/front.door_1/motion=OFF",
                "site/vedette/front.door_1/person=0", "site/vedette/front.door_1/state=offline",
                "site/vedette/front.door_1/zones/porch=0", "site/vedette/yard/car=0", "site/vedette/yard/motion=OFF",
                "site/vedette/yard/person=0", "site/vedette/yard/state=offline", "site/vedette/yard/zones/path=0",
                "site/vedette/yard/zones/porch=0",
            ])
        var sequence: Int64 = 0
        func next(_ report: Report) throws -> [String] {
            sequence += 1
            return states(try Self.told(&broadcast, report, "yard", sequence))
        }
        #expect(try next(Self.online) == ["yard/state=online"])
        #expect(try next(.motionStarted(Self.motion)) == ["yard/motion=ON"])
        #expect(try next(.objectStarted(object("7"))) == ["yard/person=1"])
        #expect(try next(.objectStarted(object("8", zones: ["porch"]))) == ["yard/person=2", "yard/zones/porch=1"])
        #expect(try next(.objectUpdated(object("8", zones: ["porch"]))) == [])
        #expect(
            try next(.zoneEntered(ZoneReport(zone: "porch", object: object("7", zones: ["porch"])))) == [
                "yard/zones/porch=2"
            ])
        #expect(try next(.objectUpdated(object("7", "car", zones: ["porch"]))) == ["yard/car=1", "yard/person=1"])
        #expect(try next(.zoneLeft(ZoneReport(zone: "porch", object: object("7", "car")))) == ["yard/zones/porch=1"])
        #expect(try next(.objectEnded(object("7", "car"))) == ["yard/car=0"])
        #expect(try next(.motionEnded(Self.motion)) == ["yard/motion=OFF"])
        #expect(
            try next(.cameraOffline(.offline(reason: "gone"))) == [
                "yard/person=0", "yard/state=offline", "yard/zones/porch=0",
            ])
        #expect(try next(.objectStarted(object("9", "dog"))) == ["yard/dog=1"])
    }

    @Test("Old events that are sent again are published, and change no state")
    func again() throws {
        var broadcast = broadcast()
        _ = broadcast.greeting()
        _ = try Self.told(&broadcast, .objectStarted(object("7")), "yard", 10)
        _ = try Self.told(&broadcast, .objectEnded(object("7")), "yard", 11)
        let again = try Self.told(&broadcast, .objectStarted(object("7")), "yard", 10)
        #expect(again.event != nil && again.states.isEmpty)
    }

    @Test("A daemon's start ends what a killed one left open, also where the cameras' events come later")
    func start() throws {
        var broadcast = broadcast()
        _ = broadcast.greeting()
        _ = try Self.told(&broadcast, Self.online, "yard", 1)
        _ = try Self.told(&broadcast, .objectStarted(object("7")), "yard", 2)
        let start = try Self.told(&broadcast, .daemonStarted(Self.daemon), "", 5)
        #expect(states(start) == ["yard/person=0", "yard/state=offline"])
        #expect(states(try Self.told(&broadcast, .objectStarted(object("8")), "yard", 4)) == [])
        #expect(states(try Self.told(&broadcast, .objectStarted(object("1")), "yard", 6)) == ["yard/person=1"])
    }

    @Test("One that takes over after a reload knows what the one before knew, of the cameras that remain")
    func takeover() throws {
        var before = broadcast()
        _ = try Self.told(&before, Self.online, "yard", 1)
        _ = try Self.told(&before, .objectStarted(object("7", zones: ["porch"])), "yard", 2)
        _ = try Self.told(&before, .objectStarted(object("8")), "front.door_1", 3)
        var after = broadcast(cameras: [Self.cameras[0]], states: before.states)
        let shown = after.greeting().map {
            $0.topic.replacingOccurrences(of: "site/vedette/", with: "") + "=" + $0.text
        }
        let online = ["available=online", "yard/car=0", "yard/motion=OFF", "yard/person=1", "yard/state=online"]
        #expect(shown == online + ["yard/zones/path=0", "yard/zones/porch=1"])
        #expect(
            states(try Self.told(&after, .objectEnded(object("7")), "yard", 4)) == [
                "yard/person=0", "yard/zones/porch=0",
            ])
        let reload = ReloadReport(
            version: "1", cameras: ["yard"], added: [], removed: ["front.door_1"], changed: [], settings: [])
        #expect(states(try Self.told(&after, .daemonReloaded(reload), "", 5)) == [])
    }

    @Test("What was told bit by bit is what a new subscriber is told at once", arguments: 0..<10)
    func whole(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var broadcast = broadcast(frigate: true)
        var shown = Dictionary(uniqueKeysWithValues: broadcast.greeting().map { ($0.topic, $0.text) })
        for sequence in 1...200 {
            let zones = [["porch"], ["path"], []][Int.random(in: 0..<3, using: &random)]
            let object = object(
                "\(Int.random(in: 0..<5, using: &random))", random.pick(["person", "car"]), zones: zones,
                stationary: Bool.random(using: &random))
            let report = random.pick(
                [
                    .objectStarted(object), .objectUpdated(object), .objectEnded(object), .motionStarted(Self.motion),
                    .motionEnded(Self.motion), Self.online, .cameraOffline(.offline(reason: "gone")),
                    .zoneEntered(ZoneReport(zone: "porch", object: object)),
                    .zoneLeft(ZoneReport(zone: "path", object: object)),
                    .daemonStarted(Self.daemon),
                ] as [Report])
            let camera: String
            if case .daemonStarted = report { camera = "" } else { camera = random.pick(["yard", "front.door_1"]) }
            for message in try Self.told(&broadcast, report, camera, Int64(sequence)).states where message.isRetained {
                shown[message.topic] = message.text
            }
        }
        #expect(Dictionary(uniqueKeysWithValues: broadcast.greeting().map { ($0.topic, $0.text) }) == shown)
    }

    // MARK: Home Assistant

    @Test("Each camera has its sensors, by topics and ids that Home Assistant takes and that no two share")
    func discovery() throws {
        var broadcast = broadcast(homeAssistant: "homeassistant")
        let configurations = broadcast.greeting().filter { $0.topic.hasPrefix("homeassistant/") }
        #expect(configurations.count == 6 + 4 && configurations.allSatisfy(\.isRetained))
        let topic = /homeassistant\/binary_sensor\/[a-zA-Z0-9_-]+\/[a-zA-Z0-9_-]+\/config/
        #expect(configurations.allSatisfy { $0.topic.wholeMatch(of: topic) != nil })
        let sensors = try configurations.map { message in
            try #require(try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any])
        }
        #expect(Set(configurations.map(\.topic)).count == 10)
        #expect(Set(sensors.compactMap { $0["unique_id"] as? String }).count == 10)
        let person = try #require(sensors.first { $0["state_topic"] as? String == "site/vedette/yard/person" })
        #expect(person["device_class"] as? String == "occupancy" && person["name"] as? String == "Person")
        #expect(
            (person["availability"] as? [[String: String]])?.map { $0["topic"] } == [
                "site/vedette/available", "site/vedette/yard/state",
            ])
        let device = person["device"] as? [String: Any]
        #expect(device?["name"] as? String == "yard" && device?["sw_version"] as? String == "1.2.3")
        #expect(sensors.contains { $0["state_topic"] as? String == "site/vedette/front.door_1/zones/porch" })
    }

    @Test("What a camera or a zone that is gone left at the broker is taken back, another box's is not")
    func removals() throws {
        var before = broadcast(homeAssistant: "homeassistant")
        let kept = before.greeting()
        let now = broadcast(
            homeAssistant: "homeassistant", cameras: [MQTTCamera(name: "yard", labels: ["person"], zones: ["porch"])])
        let removed = Set(now.removals(kept).map(\.topic))
        #expect(now.removals(kept).allSatisfy { $0.isRetained && $0.payload.isEmpty })
        let states =
            ["yard/car", "yard/zones/path"] + ["motion", "person", "state", "zones/porch"].map { "front.door_1/" + $0 }
        #expect(removed.filter { $0.hasPrefix("site/") } == Set(states.map { "site/vedette/" + $0 }))
        #expect(removed.count == 12)
        var other = Broadcast(
            prefix: "other", cameras: Self.cameras, types: [], client: "vedette-box2", homeAssistant: "homeassistant",
            publishesFrigateTopics: false, version: "1")
        #expect(now.removals(other.greeting()).isEmpty)
        let junk = [
            MQTTMessage(
                topic: "homeassistant/binary_sensor/vedette-box__gone/x/config", payload: [0xFF], isRetained: true),
            MQTTMessage(topic: "homeassistant/binary_sensor", payload: [1], isRetained: true),
            MQTTMessage(
                topic: "homeassistant/binary_sensor/vedette-box__gone/y/config",
                payload: Array(#"{"state_topic":"somebody/else"}"#.utf8), isRetained: true),
        ]
        #expect(now.removals(junk).map(\.topic) == [junk[0].topic, junk[2].topic])
    }

    // MARK: Frigate

    @Test("Frigate's subscribers are told of an object as new, updated and ended, in pixels and with its zones")
    func frigate() throws {
        var broadcast = broadcast(frigate: true)
        _ = broadcast.greeting()
        _ = try Self.told(&broadcast, Self.online, "yard", 1)
        func change(_ report: Report, _ sequence: Int64) throws -> [String: Any] {
            let messages = try Self.told(&broadcast, report, "yard", sequence).states.filter {
                $0.topic == "frigate/events"
            }
            #expect(messages.count == 1 && !messages[0].isRetained)
            return try #require(try JSONSerialization.jsonObject(with: Data(messages[0].payload)) as? [String: Any])
        }
        let new = try change(.objectStarted(object("7", score: 0.8)), 2)
        let after = try #require(new["after"] as? [String: Any])
        #expect(new["type"] as? String == "new" && new["before"] as? NSDictionary == after as NSDictionary)
        #expect(after["id"] as? String == "1795464843.000070-7" && after["camera"] as? String == "yard")
        #expect(after["box"] as? [Int] == [160, 200, 320, 300] && after["area"] as? Int == 16_000)
        #expect(after["ratio"] as? Double == 1.6 && after["region"] as? [Int] == [0, 0, 640, 400])
        #expect(after["start_time"] as? Double == 1_795_464_843.00007 && after["end_time"] is NSNull)
        #expect(after["false_positive"] as? Bool == false && after["has_clip"] as? Bool == false)

        let entered = try change(.zoneEntered(ZoneReport(zone: "porch", object: object("7", zones: ["porch"]))), 3)
        #expect(entered["type"] as? String == "update")
        #expect((entered["before"] as? [String: Any])?["current_zones"] as? [String] == [])
        #expect((entered["after"] as? [String: Any])?["current_zones"] as? [String] == ["porch"])
        let left = try change(.zoneLeft(ZoneReport(zone: "porch", object: object("7", score: 0.6))), 4)
        let outside = try #require(left["after"] as? [String: Any])
        #expect(outside["current_zones"] as? [String] == [] && outside["entered_zones"] as? [String] == ["porch"])
        #expect((outside["snapshot"] as? [String: Any])?["score"] as? Double == 0.9, "the best so far")
        let end = try change(.objectEnded(object("7")), 5)
        #expect(end["type"] as? String == "end")
        #expect((end["after"] as? [String: Any])?["end_time"] as? Double == 1_795_464_845.5)
    }

    @Test("Frigate's counts are by camera and by zone, over cameras, standing ones apart")
    func frigateCounts() throws {
        var broadcast = broadcast(frigate: true)
        #expect(broadcast.greeting().contains { $0.topic == "frigate/available" && $0.text == "online" })
        var shown: [String: String] = [:]
        func tell(_ report: Report, _ camera: String, _ sequence: Int64) throws {
            for message in try Self.told(&broadcast, report, camera, sequence).states {
                shown[message.topic] = message.text
            }
        }
        try tell(.objectStarted(object("7", zones: ["porch"])), "yard", 1)
        try tell(.objectStarted(object("8", zones: ["porch"], stationary: true)), "front.door_1", 2)
        try tell(.objectStarted(object("9", "car")), "yard", 3)
        #expect(shown["frigate/yard/person"] == "1" && shown["frigate/yard/all"] == "2")
        #expect(shown["frigate/front.door_1/person"] == "1" && shown["frigate/front.door_1/person/active"] == nil)
        #expect(shown["frigate/porch/person"] == "2" && shown["frigate/porch/person/active"] == "1")
        #expect(
            broadcast.farewell.map { $0.topic + "=" + $0.text } == [
                "site/vedette/available=offline", "frigate/available=offline",
            ])
    }
}
