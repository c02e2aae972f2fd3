import Clocks
import Delivery
import Events
import Foundation
import TestSupport
import Testing

@Suite("Webhook")
struct WebhookTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test(
        "Standard Webhooks' and CloudEvents' own packages accept what is sent, in every format",
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"),
        arguments: [Receiver.secret, "a raw secret ☃"], WebhookFormat.allCases)
    func judged(secret: String, format: WebhookFormat) throws {
        let receiver = try Receiver(in: folder, options: ["--secret", secret])
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.secrets = [secret]
        configuration.format = format
        let delivering = try Delivering(to: [configuration])
        let events = (1...50).map { Sample.event($0, camera: "Küche \($0 % 3) \"a%\"") }
        delivering.submit(events)
        try delivering.awaitDelivered(50)
        let judged = try Judge.ask("verify_webhooks.py", secret, receiver.record)
        #expect(judged.sorted() == events.map(\.id.description).sorted())
        #expect(Set(receiver.accepted.map(\.source)) == Set(events.map(\.source)))
        for source in Set(events.map(\.source)) {
            let ids = events.filter { $0.source == source }.map(\.id.description)
            #expect(receiver.accepted.filter { $0.source == source }.map(\.id) == ids)
        }
        if format == .batched { #expect(receiver.requests.count < 50) }
    }

    @Test(
        "With several secrets a receiver that knows any one of them accepts",
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func rotatedSecrets() throws {
        let secrets = [
            Receiver.secret,
            "whsec_" + Data("another key, of more than 24 bytes".utf8).base64EncodedString(),
        ]
        let receiver = try Receiver(in: folder)
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.secrets = secrets
        let delivering = try Delivering(to: [configuration])
        let events = Sample.events(5)
        delivering.submit(events)
        try delivering.awaitDelivered(5)
        for secret in secrets {
            #expect(
                try Judge.ask("verify_webhooks.py", secret, receiver.record) == events.map(\.id.description)
            )
        }
    }

    @Test("A batch that is tried again has the id it had, and another batch another")
    func batchIds() throws {
        let receiver = try Receiver(in: folder, plan: ["503", "503"])
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.format = .batched
        configuration.batch = 3
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(3))
        try delivering.awaitDelivered(3)
        delivering.submit(Sample.events(3))
        try delivering.awaitDelivered(6)
        let requests = receiver.requests
        let byBody = Dictionary(grouping: requests, by: \.body).values.map {
            Set($0.compactMap(\.id)).count
        }
        #expect(byBody.allSatisfy { $0 == 1 })
        #expect(Set(requests.compactMap(\.id)).count == byBody.count)
        #expect(receiver.accepted.map(\.number) == [1, 2, 3, 1, 2, 3])
    }

    @Test("One event that a receiver refuses costs the rest of its batch nothing but time")
    func poisonedBatch() throws {
        let receiver = try Receiver(in: folder, options: ["--refuse-number", "3"])
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.format = .batched
        configuration.attempts.attempts = 3
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(5))
        try delivering.wait { $0.delivered == 4 && $0.queued == 0 }
        #expect(receiver.accepted.map(\.number) == [1, 2, 4, 5])
        #expect(delivering.outbox.counts[0].dropped == [.refused: 1])
    }

    @Test("Configured headers are sent, and nobody else sees them")
    func headers() throws {
        let receiver = try Receiver(in: folder, plan: ["400"])
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.headers = [("Authorization", "Bearer t0psecret"), ("X-Site", "north")]
        let delivering = try Delivering(
            log: folder.file("events.jsonl"), to: [configuration], state: folder.file("state"))
        delivering.submit(Sample.events(2))
        try delivering.awaitDelivered(2, sink: 1)
        delivering.outbox.close(within: .seconds(10))
        #expect(receiver.requests.allSatisfy { $0.headers["Authorization"] == "Bearer t0psecret" })
        #expect(receiver.requests.allSatisfy { $0.headers["X-Site"] == "north" })
        #expect(
            !"\(delivering.diary.all) \(delivering.outbox.counts) \(configuration)".contains("t0psecret"))
        let files = try #require(FileManager.default.enumerator(atPath: folder.file("state")))
            .compactMap { $0 as? String }
        for file in files + ["../events.jsonl"] {
            let data = FileManager.default.contents(atPath: folder.file("state/" + file)) ?? Data()
            #expect(data.firstRange(of: Data("t0psecret".utf8)) == nil, "\(file) holds a secret")
        }
    }

    @Test("Cameras go side by side, each in its own order")
    func concurrency() throws {
        let receiver = try Receiver(in: folder, plan: Array(repeating: "slow", count: 3))
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.concurrency = 4
        let delivering = try Delivering(to: [configuration])
        delivering.submit((1...40).map { Sample.event($0, camera: "c\($0 % 4)") })
        // Three of the first four requests dribble for some seconds: all but their cameras' events pass them by.
        try delivering.awaitDelivered(10)
        try delivering.awaitDelivered(40)
        for camera in 0..<4 {
            let numbers = receiver.accepted.filter { $0.source == "/box/c\(camera)" }.map(\.number)
            #expect(numbers == (1...40).filter { $0 % 4 == camera })
        }
        #expect(Set(receiver.requests.prefix(4).map(\.peer)).count == 4)
    }

    @Test("The body is the log's line; requests share one connection and name the daemon")
    func requests() throws {
        let receiver = try Receiver(in: folder)
        let log = folder.file("events.jsonl")
        let delivering = try Delivering(log: log, to: [.quick(receiver.url)])
        delivering.submit(Sample.events(20))
        try delivering.awaitDelivered(20, sink: 1)
        delivering.outbox.close(within: .seconds(10))
        let requests = receiver.requests
        #expect(
            requests.map { $0.body + "\n" }.joined() == (try String(contentsOfFile: log, encoding: .utf8))
        )
        #expect(Set(requests.map(\.peer)).count == 1)
        #expect(Set(requests.map { $0.headers["User-Agent"] }) == ["vedette/0.0.0-test"])
        #expect(
            Set(requests.map { $0.headers["Content-Type"] }) == [
                "application/cloudevents+json; charset=utf-8"
            ])
    }

    @Test(
        "Failures of all kinds are tried again with the same id, and order is kept",
        arguments: [
            ["500", "503", "500"], ["429=0"], ["close", "head"], ["502", "425", "408"], ["endless"],
            ["reset", "reset"],
            ["401", "403", "404"], ["http09"],
        ])
    func retried(plan: [String]) throws {
        let receiver = try Receiver(in: folder, plan: plan)
        let delivering = try Delivering(to: [.quick(receiver.url)])
        let events = Sample.events(5)
        delivering.submit(events)
        try delivering.awaitDelivered(5)
        #expect(receiver.accepted.map(\.number) == [1, 2, 3, 4, 5])
        let first = receiver.requests.prefix(plan.count + 1).map(\.id)
        #expect(Set(first) == [events[0].id.description])
        let counts = delivering.outbox.counts[0]
        #expect(counts.failed == plan.count && counts.retried == plan.count && counts.allDropped == 0)
        #expect(
            delivering.diary.count("webhook fails") == 1
                && delivering.diary.count("webhook works again") == 1)
    }

    @Test("A kept connection that the receiver closes is replaced at once; that is no failure")
    func replacedConnection() throws {
        let receiver = try Receiver(in: folder, plan: ["ok", "close"])
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit(Sample.events(2))
        try delivering.awaitDelivered(2)
        #expect(receiver.accepted.map(\.number) == [1, 2])
        #expect(delivering.outbox.counts[0].failed == 0)
    }

    @Test(
        "A success whose body is huge, endless or cut off is a success all the same",
        arguments: ["flood", "cut", "drip"])
    func bodies(step: String) throws {
        let receiver = try Receiver(in: folder, plan: [step])
        let delivering = try Delivering(to: [.quick(receiver.url, timeout: .seconds(2))])
        delivering.submit(Sample.events(2))
        try delivering.awaitDelivered(2)
        #expect(receiver.requests.count == 2 && delivering.outbox.counts[0].failed == 0)
    }

    @Test(
        "A receiver that hangs or dribbles is cut off by the deadline and tried again",
        arguments: ["hang", "slow"])
    func hanging(step: String) throws {
        let receiver = try Receiver(in: folder, plan: [step])
        let delivering = try Delivering(to: [.quick(receiver.url, timeout: .milliseconds(1_500))])
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1)
        #expect(receiver.requests.count == 2)
        #expect(delivering.diary.count("Timeout was reached") == 1)
    }

    @Test("A redirect is not followed: the receiver counts as away")
    func redirect() throws {
        let receiver = try Receiver(in: folder, plan: ["redirect", "redirect", "redirect", "redirect"])
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit(Sample.events(2))
        try delivering.awaitDelivered(2)
        #expect(Set(receiver.requests.map(\.path)) == ["/events"] && receiver.requests.count == 6)
    }

    @Test(
        "An event that is refused or fails too often makes way for the next",
        arguments: [("400", 12), ("500", 12)])
    func dead(status: String, attempts: Int) throws {
        let receiver = try Receiver(in: folder, plan: Array(repeating: status, count: attempts))
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit(Sample.events(2))
        try delivering.awaitDelivered(1)
        #expect(receiver.accepted.map(\.number) == [2])
        #expect(receiver.requests.count == attempts + 1)
        #expect(delivering.outbox.counts[0].dropped == [.refused: 1])
        #expect(delivering.diary.count("refused an event") == 1)
    }

    @Test("410 disables: nothing more is sent, and what waited is counted")
    func gone() throws {
        let receiver = try Receiver(in: folder, plan: ["ok", "410"])
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit(Sample.events(10))
        try delivering.wait { $0.disabled }
        delivering.submit([Sample.event(11)])
        // The outbox's own event of it is the twelfth.
        try delivering.wait { $0.accepted == 12 }
        let counts = delivering.outbox.counts[0]
        #expect(counts.delivered == 1 && counts.dropped == [.disabled: 11] && counts.queued == 0)
        #expect(receiver.requests.count == 2)
        #expect(delivering.diary.count("410 Gone") == 1)
    }

    @Test("Retry-After is waited for, as seconds or as a date", arguments: ["429=2", "503=date"])
    func retryAfter(step: String) throws {
        let receiver = try Receiver(in: folder, plan: [step])
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1)
        let times = receiver.requests.compactMap { $0.headers["webhook-timestamp"].flatMap { Int($0) } }
        // Without it the backoff is at most 10 ms; a second's fraction is lost to the header's whole seconds.
        #expect(times.count == 2 && times[1] - times[0] >= 1)
    }

    @Test("Only the types that were asked for are sent")
    func types() throws {
        let receiver = try Receiver(in: folder)
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.filter.types = ["vedette.daemon.*"]
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(5))
        delivering.submit([
            Sample.factory.event(
                .daemonStarted(DaemonReport(version: "0", cameras: [])), camera: nil, at: .now())
        ])
        try delivering.awaitDelivered(1)
        #expect(delivering.outbox.counts[0].accepted == 1)
        #expect(receiver.requests.map { $0.body.contains("vedette.daemon.started") } == [true])
    }

    @Test(
        "A dead, a silent and an unresolvable receiver cost neither a camera nor another receiver anything"
    )
    func isolation() throws {
        let good = try Receiver(in: folder)
        let silent = try Receiver(in: folder, plan: Array(repeating: "hang", count: 100))
        let log = folder.file("events.jsonl")
        let delivering = try Delivering(
            log: log,
            to: [
                .quick("http://127.0.0.1:1/"), .quick("http://no-such-host.invalid/"), .quick(silent.url),
                .quick(good.url),
            ])
        delivering.submit(Sample.events(1_000))
        try delivering.awaitDelivered(1_000, sink: 0)
        try delivering.awaitDelivered(1_000, sink: 4)
        #expect(good.accepted.map(\.number) == Array(1...1_000))
        #expect(try Line.all(of: log).count == 1_000)
        #expect(delivering.outbox.counts[1...3].allSatisfy { $0.delivered == 0 && $0.queued == 1_000 })
    }

    @Test("A receiver that fails at random gets everything once, in order")
    func flaky() throws {
        let receiver = try Receiver(in: folder, options: ["--fail-share", "0.3", "--seed", "3"])
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit(Sample.events(200))
        try delivering.awaitDelivered(200)
        #expect(receiver.accepted.map(\.number) == Array(1...200))
        #expect(delivering.outbox.counts[0].failed > 20)
    }

    @Test(
        "Closing delivers what can be delivered; what a hanging receiver left goes out after the next start, ids and all"
    )
    func closing() throws {
        let good = try Receiver(in: folder)
        let silent = try Receiver(in: folder, plan: ["hang"])
        let state = folder.file("state")
        let events = Sample.events(100)
        do {
            let delivering = try Delivering(to: [.quick(good.url), .quick(silent.url)], state: state)
            delivering.submit(events)
            try delivering.awaitDelivered(100)
            delivering.outbox.close(within: .seconds(6))
            let counts = delivering.outbox.counts
            #expect(counts[0].delivered == 100 && counts[0].queued == 0)
            #expect(counts[1].delivered == 0 && counts[1].allDropped == 0 && counts[1].queued == 100)
            #expect(delivering.diary.count("events wait for the next start") == 1)
        }
        let delivering = try Delivering(to: [.quick(good.url), .quick(silent.url)], state: state)
        try delivering.awaitDelivered(100, sink: 1)
        #expect(silent.accepted.map(\.id) == events.map(\.id.description))
        #expect(good.requests.count == 100 && delivering.outbox.counts[0].accepted == 0)
    }

    @Test("Private authorities are trusted when named; without them nothing is sent")
    func certificates() throws {
        let receiver = try Receiver(in: folder, certificate: certificate("receiver"))
        var trusting = Webhook.Configuration.quick(receiver.url)
        trusting.caFile = folder.file("receiver.ca.pem")
        let delivering = try Delivering(to: [.quick(receiver.url), trusting])
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1, sink: 1)
        try delivering.wait { $0.failed >= 1 }
        #expect(delivering.outbox.counts[0].delivered == 0)
        #expect(
            delivering.outbox.counts[0].lastError?.contains("name the receiver's authority with ca_file")
                == true)
        #expect(receiver.requests.count == 1)
    }

    private static let http2Server = "/usr/sbin/nghttpd"

    @Test(
        "A receiver that speaks HTTP/2 only is spoken to in it, over one connection",
        .enabled(
            if: FileManager.default.fileExists(atPath: http2Server), "Debian's nghttp2-server is not installed here"))
    func http2() throws {
        let (port, key) = (try freePort(), try certificate("receiver"))
        let server = try RunningProcess(
            Self.http2Server,
            ["-v", "-a", "127.0.0.1", "--echo-upload", "\(port)", key, folder.file("receiver.ca.pem")])
        var configuration = Webhook.Configuration.quick("https://127.0.0.1:\(port)/events")
        configuration.caFile = folder.file("receiver.ca.pem")
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(20))
        try delivering.awaitDelivered(20)
        delivering.outbox.close(within: .seconds(10))
        server.send(SIGTERM)
        _ = server.exitStatus(within: 20)
        let said = server.standardOutput
        #expect(said.ranges(of: ":method: POST").count == 20)
        // The server numbers its connections.
        #expect(Set(said.matches(of: /\[id=([0-9]+)\]/).map { String($0.1) }).count == 1)
    }

    @Test("A receiver that asks for a certificate gets ours")
    func clientCertificate() throws {
        _ = try certificate("daemon")
        let receiver = try Receiver(
            in: folder, certificate: certificate("receiver"),
            options: ["--client-ca", folder.file("daemon.ca.pem")])
        var known = Webhook.Configuration.quick(receiver.url)
        known.caFile = folder.file("receiver.ca.pem")
        var unknown = known
        unknown.name = "unknown"
        known.certificate = folder.file("daemon.ca.pem")
        known.key = folder.file("daemon.pem")
        let delivering = try Delivering(to: [known, unknown])
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1)
        try delivering.wait(until: { $0.failed >= 1 }, sink: 1)
        #expect(delivering.outbox.counts[1].delivered == 0 && receiver.requests.count == 1)
    }

    /// Makes a key, and a certificate that is its own authority (`NAME.ca.pem`).
    ///
    /// - Returns: the path of both in one file, `NAME.pem`.
    private func certificate(_ name: String) throws -> String {
        let openssl = try RunningProcess(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=\(name)",
                "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", folder.file(name + ".pem"), "-out",
                folder.file(name + ".ca.pem"),
            ])
        try #require(openssl.exitStatus(within: 60) == 0, "\(openssl.standardError)")
        let parts = try [".pem", ".ca.pem"].map {
            try String(contentsOfFile: folder.file(name + $0), encoding: .utf8)
        }
        try parts.joined().write(toFile: folder.file(name + ".pem"), atomically: true, encoding: .utf8)
        return folder.file(name + ".pem")
    }

    @Test(
        "Neither logs nor counts hold a secret of the address or the key",
        arguments: [
            "http://user:t0psecret@127.0.0.1:1/t0psecret?token=t0psecret",
            "https://t0psecret@no-such-host.invalid/t0psecret",
        ])
    func secrecy(url: String) throws {
        var configuration = Webhook.Configuration.quick(url)
        configuration.secrets = ["t0psecret"]
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(3))
        try delivering.wait { $0.failed >= 2 }
        delivering.outbox.close(within: .zero)
        #expect(!delivering.diary.all.isEmpty)
        #expect(!"\(delivering.diary.all) \(delivering.outbox.counts)".contains("t0psecret"))
    }
}
