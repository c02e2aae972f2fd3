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
        "Standard Webhooks' and CloudEvents' own packages accept what is sent",
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"),
        arguments: [Receiver.secret, "a raw secret ☃"])
    func judged(secret: String) throws {
        let receiver = try Receiver(in: folder, options: ["--secret", secret])
        var configuration = Webhook.Configuration.quick(receiver.url)
        configuration.secret = secret
        let delivering = try Delivering(to: [configuration])
        let events = Sample.events(50)
        delivering.submit(events)
        try delivering.awaitDelivered(50)
        #expect(try Judge.ask("verify_webhooks.py", secret, receiver.record) == events.map(\.id.description))
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
        #expect(requests.map { $0.body + "\n" }.joined() == (try String(contentsOfFile: log, encoding: .utf8)))
        #expect(Set(requests.map(\.peer)).count == 1)
        #expect(Set(requests.map { $0.headers["User-Agent"] }) == ["vedette/0.0.0-test"])
        #expect(Set(requests.map { $0.headers["Content-Type"] }) == ["application/cloudevents+json; charset=utf-8"])
    }

    @Test(
        "Failures of all kinds are tried again with the same id, and order is kept",
        arguments: [
            ["500", "503", "500"], ["429=0"], ["close", "head"], ["502", "425", "408"], ["endless"],
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
        #expect(delivering.diary.count("webhook fails") == 1 && delivering.diary.count("webhook works again") == 1)
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

    @Test("A receiver that hangs or dribbles is cut off by the deadline and tried again", arguments: ["hang", "slow"])
    func hanging(step: String) throws {
        let receiver = try Receiver(in: folder, plan: [step])
        let delivering = try Delivering(to: [.quick(receiver.url, timeout: .milliseconds(1_500))])
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1)
        #expect(receiver.requests.count == 2)
        #expect(delivering.diary.count("Timeout was reached") == 1)
    }

    @Test("A redirect is not followed; it is a refusal")
    func redirect() throws {
        let receiver = try Receiver(in: folder, plan: ["redirect", "redirect", "redirect", "redirect"])
        let delivering = try Delivering(to: [.quick(receiver.url)])
        delivering.submit(Sample.events(2))
        try delivering.awaitDelivered(1)
        #expect(Set(receiver.requests.map(\.path)) == ["/events"])
        #expect(delivering.outbox.counts[0].dropped == [.refused: 1])
    }

    @Test("An event that is refused or fails too often makes way for the next", arguments: [("400", 4), ("500", 12)])
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
        let counts = delivering.outbox.counts[0]
        #expect(counts.delivered == 1 && counts.dropped == [.disabled: 10] && counts.queued == 0)
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
        configuration.types = ["vedette.daemon.*"]
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(5))
        delivering.submit([
            Sample.factory.event(.daemonStarted(DaemonReport(version: "0", cameras: [])), camera: nil, at: .now())
        ])
        try delivering.awaitDelivered(1)
        #expect(delivering.outbox.counts[0].accepted == 1)
        #expect(receiver.requests.map { $0.body.contains("vedette.daemon.started") } == [true])
    }

    @Test("A dead, a silent and an unresolvable receiver cost neither a camera nor another receiver anything")
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
            delivering.outbox.close(within: .seconds(3))
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
        let certificate = folder.file("receiver.pem")
        let openssl = try RunningProcess(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=receiver", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", certificate, "-out", folder.file("ca.pem"),
            ])
        try #require(openssl.exitStatus(within: 60) == 0, "\(openssl.standardError)")
        let pem = try String(contentsOfFile: certificate, encoding: .utf8)
        try (pem + String(contentsOfFile: folder.file("ca.pem"), encoding: .utf8))
            .write(toFile: certificate, atomically: true, encoding: .utf8)
        let receiver = try Receiver(in: folder, certificate: certificate)
        var trusting = Webhook.Configuration.quick(receiver.url)
        trusting.caFile = folder.file("ca.pem")
        let delivering = try Delivering(to: [.quick(receiver.url), trusting])
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1, sink: 1)
        try delivering.wait { $0.failed >= 1 }
        #expect(delivering.outbox.counts[0].delivered == 0)
        #expect(delivering.outbox.counts[0].lastError?.contains("name the receiver's authority with ca_file") == true)
        #expect(receiver.requests.count == 1)
    }

    @Test(
        "Neither logs nor counts hold a secret of the address or the key",
        arguments: [
            "http://user:t0psecret@127.0.0.1:1/t0psecret?token=t0psecret",
            "https://t0psecret@no-such-host.invalid/t0psecret",
        ])
    func secrecy(url: String) throws {
        var configuration = Webhook.Configuration.quick(url)
        configuration.secret = "t0psecret"
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(3))
        try delivering.wait { $0.failed >= 2 }
        delivering.outbox.close(within: .zero)
        #expect(!delivering.diary.all.isEmpty)
        #expect(!"\(delivering.diary.all) \(delivering.outbox.counts)".contains("t0psecret"))
    }
}
