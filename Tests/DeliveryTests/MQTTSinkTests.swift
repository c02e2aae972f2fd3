import Clocks
import Delivery
import Events
import Foundation
import TestSupport
import Testing

/// Against Debian's mosquitto; what arrives is told by Eclipse Paho's client, which knows nothing of ours.
@Suite("MQTT", .enabled(if: Judge.isAvailable && Broker.isInstalled, "\(Judge.absence)"))
struct MQTTSinkTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    private func configuration(_ broker: Broker, _ change: (inout MQTTSink.Configuration) -> Void = { _ in })
        -> MQTTSink.Configuration
    {
        var configuration = MQTTSink.Configuration(url: broker.url, clientID: "vedette-test", version: "1.2.3")
        configuration.cameras = [MQTTCamera(name: "yard", labels: ["person"], zones: ["porch"])]
        configuration.backoff = Backoff(base: .milliseconds(20), cap: .milliseconds(200))
        configuration.timeout = .seconds(30)
        change(&configuration)
        return configuration
    }

    private func delivering(_ configuration: MQTTSink.Configuration, state: String = "state") throws -> Publishing {
        try Publishing(configuration, state: folder.file(state))
    }

    private func numbers(_ messages: [Watcher.Message]) throws -> [Int] {
        try messages.filter { $0.topic.contains("/events/") }.map {
            try JSONDecoder().decode(Line.self, from: Data($0.payload.utf8)).number
        }
    }

    @Test("Events arrive in order at their topics, as they are in the log, with QoS 1", arguments: [false, true])
    func delivered(isVersion5: Bool) throws {
        let broker = try Broker(in: folder)
        let watcher = try Watcher(broker, ["--version", isVersion5 ? "5" : "3.1.1", "vedette/events/#"])
        let delivering = try delivering(configuration(broker) { $0.isVersion5 = isVersion5 })
        let events = Sample.events(200)
        delivering.submit(events)
        let messages = try watcher.wait(for: 200)
        #expect(messages.allSatisfy { $0.topic == "vedette/events/yard/motion.started" && $0.qos == 1 && !$0.retain })
        #expect(try numbers(messages) == Array(1...200))
        #expect(messages.map { LoggedID(of: $0.payload) } == events.map(\.id.description))
        let type = "application/cloudevents+json; charset=utf-8"
        #expect(messages.allSatisfy { $0.content_type == (isVersion5 ? type : nil) })
        try delivering.awaitDelivered(200)
    }

    @Test("A broker that is away, ended and started again costs no event and no order")
    func restarts() throws {
        let broker = try Broker(in: folder, isStarted: false)
        let delivering = try delivering(configuration(broker))
        delivering.submit(Sample.events(50))
        try delivering.wait { $0.failed >= 2 }
        try broker.start()
        let watcher = try Watcher(broker, ["--session", "judge", "vedette/events/#"])
        // What came before the subscription is the broker's to lose, so that it is given it again from here.
        for round in 0..<4 {
            delivering.submit((1...100).map { Sample.event(1_000 * (round + 1) + $0) })
            _ = try watcher.wait { seen in
                seen.contains { $0.payload.contains("\"number\":\(1_000 * (round + 1) + 20),") }
            }
            try broker.restart()
        }
        try delivering.awaitDelivered(450)
        let seen = try watcher.wait { seen in seen.contains { $0.payload.contains("\"number\":4100,") } }
        var firsts: [Int] = []
        for number in try numbers(seen) where number > 1_000 && !firsts.contains(number) { firsts.append(number) }
        #expect(firsts == (1...4).flatMap { round in (1...100).map { 1_000 * round + $0 } })
    }

    @Test("The will says that the daemon is gone when its connection breaks; a farewell says so, too")
    func availability() throws {
        let broker = try Broker(in: folder)
        let watcher = try Watcher(broker, ["vedette/available"])
        let relay = try Relay(to: broker.port)
        var settings = configuration(broker)
        settings.url = "mqtt://127.0.0.1:\(relay.port)"
        let delivering = try delivering(settings)
        _ = try watcher.wait { $0.map(\.payload) == ["online"] }
        relay.cut()
        _ = try watcher.wait { $0.map(\.payload).starts(with: ["online", "offline", "online"]) }
        delivering.outbox.close(within: .seconds(20))
        _ = try watcher.wait { $0.last?.payload == "offline" && $0.count >= 4 }
        let late = try Watcher(broker, ["vedette/available"])
        let kept = try late.wait(for: 1)
        #expect(kept[0].payload == "offline" && kept[0].retain)
    }

    @Test("Whoever subscribes late finds states and sensors; those of a camera that is gone are taken back")
    func retained() throws {
        let broker = try Broker(in: folder)
        var settings = configuration(broker)
        settings.homeAssistant = "homeassistant"
        settings.cameras.append(MQTTCamera(name: "gate", labels: ["car"], zones: []))
        let first = try delivering(settings)
        first.submit([Sample.event(1), Sample.event(2, camera: "gate")])
        try first.awaitDelivered(2)
        let late = try Watcher(broker, ["vedette/#", "homeassistant/#"])
        let kept = try late.wait(for: 1 + 4 + 3 + 4 + 3)
        #expect(kept.allSatisfy { $0.retain })
        #expect(kept.first { $0.topic == "vedette/gate/motion" }?.payload == "ON")
        #expect(kept.count { $0.topic.hasPrefix("homeassistant/binary_sensor/vedette-test__gate/") } == 3)
        first.outbox.close(within: .seconds(20))

        settings.cameras.removeLast()
        let second = try delivering(settings)
        second.submit([Sample.event(3)])
        try second.awaitDelivered(1)
        _ = try late.wait { seen in
            let gone = seen.filter { $0.payload.isEmpty }.map(\.topic)
            return Set(gone).count == 6 && gone.contains("vedette/gate/motion") ? true : false
        }
        let after = try Watcher(broker, ["vedette/#", "homeassistant/#"]).wait(for: 1 + 4 + 4)
        #expect(!after.contains { $0.topic.contains("gate") })
    }

    @Test("A wrong password is said, never itself; the right one is then enough")
    func password() throws {
        let broker = try Broker(in: folder, password: "s3cret-of-the-broker")
        let wrong = try delivering(configuration(broker) { ($0.username, $0.password) = ("vedette", "wr0ng-guess") })
        wrong.submit(Sample.events(3))
        try wrong.wait { $0.failed >= 2 }
        #expect(wrong.diary.count("check `username` and `password`") == 1)
        #expect(wrong.diary.count("wr0ng-guess") == 0 && wrong.lastError?.contains("wr0ng-guess") == false)
        wrong.outbox.close(within: .seconds(5))
        let watcher = try Watcher(
            broker, ["--user", "vedette", "--password", "s3cret-of-the-broker", "vedette/events/#"])
        let right = try delivering(
            configuration(broker) { ($0.username, $0.password) = ("vedette", "s3cret-of-the-broker") })
        #expect(try numbers(try watcher.wait(for: 3)) == [1, 2, 3], "what waited over the restart")
        try right.awaitDelivered(3)
    }

    @Test("TLS: the authority that is named is trusted and no other; the broker's name must be its own")
    func tls() throws {
        let authority = try Authority(in: folder)
        let broker = try Broker(in: folder, authority: authority)
        let watcher = try Watcher(broker, ["--ca", authority.certificate, "vedette/events/#"])
        let trusting = try delivering(configuration(broker) { $0.caFile = authority.certificate })
        trusting.submit(Sample.events(5))
        #expect(try numbers(try watcher.wait(for: 5)) == Array(1...5))
        trusting.outbox.close(within: .seconds(20))

        let other = try Authority(in: folder)
        let wrong = [(other.certificate, "127.0.0.1"), (nil, "127.0.0.1"), (authority.certificate, "localhost")]
        for (change, host) in wrong {
            let refusing = try delivering(
                configuration(broker) {
                    $0.caFile = change
                    $0.url = "mqtts://\(host):\(broker.port)"
                })
            try refusing.wait { $0.failed >= 1 && $0.lastError != nil }
            #expect(refusing.diary.count("ca_file") == 1 || refusing.diary.count("certificate") >= 1)
            refusing.outbox.close(within: .seconds(5))
        }
    }

    @Test("TLS: a broker that asks for a certificate is shown one")
    func clientCertificate() throws {
        let authority = try Authority(in: folder)
        let broker = try Broker(in: folder, authority: authority, asksForCertificate: true)
        let (certificate, key) = try authority.issue("daemon")
        let without = try delivering(configuration(broker) { $0.caFile = authority.certificate })
        try without.wait { $0.failed >= 1 }
        without.outbox.close(within: .seconds(5))
        let with = try delivering(
            configuration(broker) {
                ($0.caFile, $0.certificate, $0.key) = (authority.certificate, certificate, key)
            })
        with.submit(Sample.events(5))
        try with.awaitDelivered(5)
    }

    @Test(
        "A broker that accepts and never says a word is given up at the deadline, and the outbox's close does not wait")
    func silent() throws {
        let silent = try ListeningPeer()
        var settings = MQTTSink.Configuration(url: "mqtt://127.0.0.1:\(silent.port)", clientID: "x", version: "1")
        settings.timeout = .milliseconds(200)
        settings.backoff = Backoff(base: .milliseconds(10), cap: .milliseconds(10))
        let delivering = try delivering(settings)
        try delivering.wait { $0.failed >= 2 }
        #expect(delivering.lastError?.contains("has not answered the connection") == true)
        settings.timeout = .seconds(300)
        delivering.outbox.close(within: .seconds(1))
        let patient = try self.delivering(settings, state: "other")
        try silent.awaitConnection()
        let began = ContinuousClock.now
        patient.outbox.close(within: .seconds(1))
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test("A connection that breaks in the middle, again and again, costs no event and no order")
    func cut() throws {
        let broker = try Broker(in: folder)
        let watcher = try Watcher(broker, ["vedette/events/#"])
        let relay = try Relay(to: broker.port)
        var settings = configuration(broker)
        settings.url = "mqtt://127.0.0.1:\(relay.port)"
        let delivering = try delivering(settings)
        for round in 0..<5 {
            delivering.submit((1...60).map { Sample.event(100 * round + $0) })
            _ = try watcher.wait { seen in seen.contains { $0.payload.contains("\"number\":\(100 * round + 10),") } }
            relay.cut()
        }
        try delivering.awaitDelivered(300)
        let seen = try watcher.wait { seen in seen.contains { $0.payload.contains("\"number\":460,") } }
        var firsts: [Int] = []
        for number in try numbers(seen) where !firsts.contains(number) { firsts.append(number) }
        #expect(firsts == (0..<5).flatMap { round in (1...60).map { 100 * round + $0 } })
    }

    @Test(
        "An address that is none is refused at once",
        arguments: ["", "broker", "http://broker", "mqtt://", "mqtt://user:word@broker", "mqtt://h:99999"])
    func addresses(url: String) {
        let configuration = MQTTSink.Configuration(url: url, clientID: "x", version: "1")
        #expect { try MQTTSink(configuration, logger: Diary().logger) } throws: { error in
            guard case .unusable(let reason)? = error as? MQTTError else { return false }
            return !reason.contains("word@")
        }
    }
}

private func LoggedID(of line: String) -> String? {
    try? JSONDecoder().decode(Line.self, from: Data(line.utf8)).id
}
