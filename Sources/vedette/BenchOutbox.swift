import ArgumentParser
import Clocks
import Delivery
import Events
import FoundationEssentials
import Geometry
import Logging
import Status
import Threads

struct BenchOutbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Say how many events a second a disk takes, and how long a start takes with many of them.",
        discussion: """
            Makes a folder of its own in --directory, which should be on the disk that state.directory is on, and removes it \
            afterwards. Threads that stand for cameras' workers submit events at --rate; each is committed to the database and \
            flushed to the disk, then logged. Then --stored events are put there that a receiver still has to get, and the \
            outbox is opened anew.

              vedette bench outbox --directory /var/lib/vedette
              vedette bench outbox --rate 5000 --stored 0 --json
            """)

    @Option(help: ArgumentHelp("A folder on the disk to measure.", valueName: "path"))
    var directory = "."

    @Option(help: ArgumentHelp("Events a second.", valueName: "count"))
    var rate = 1_000

    @Option(help: ArgumentHelp("How long.", valueName: "seconds"))
    var seconds = 10

    @Option(help: ArgumentHelp("Threads that submit.", valueName: "count"))
    var threads = 4

    @Option(help: ArgumentHelp("Undelivered events for the start.", valueName: "count"))
    var stored = 1_000_000

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(rate), (1...3_600).contains(seconds), (1...64).contains(threads),
            (0...100_000_000).contains(stored)
        else { throw ValidationError("--rate, --seconds, --threads or --stored is out of bounds.") }
    }

    func run() throws {
        let folder = directory + "/vedette-bench-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            var report = OutboxReport(rate: rate)
            try measureFlow(folder + "/flow", &report)
            if stored > 0 { try measureStart(folder + "/start", &report) }
            print(json ? try report.json : report.text)
        } catch let error as StoreError {
            throw Failure.exit(Failure.cannotCreate, "\(error)")
        }
    }

    private var logger: Logger { Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() } }

    private func measureFlow(_ folder: String, _ report: inout OutboxReport) throws {
        let logged = LatencyHistogram()
        let log = EventLog(path: folder + "/events.jsonl", logger: logger) { logged.record($0) }
        let factory = EventFactory.live(host: "bench")
        let outbox = try Outbox(
            Outbox.Storage(directory: folder), log: log, receivers: [], events: factory, logger: logger)
        let submitting = LatencyHistogram()
        let longest = Monitor(Duration.zero)
        let start = ContinuousClock.now
        let each = rate * seconds / threads
        let workers = (1...threads).map { number in
            BlockingThread(name: "worker \(number)") { [rate, threads] in
                for event in 0..<each {
                    rest(until: start + .seconds(1) * event * threads / rate)
                    let made = factory.event(Self.sample(event), camera: "camera-\(number)", at: .now())
                    let before = ContinuousClock.now
                    outbox.submit(made, arrived: before)
                    let took = before.duration(to: .now)
                    submitting.record(took)
                    longest.withLock { $0 = max($0, took) }
                }
            }
        }
        for worker in workers { _ = worker.join(timeout: .seconds(2 * seconds + 600)) }
        let submitted = start.duration(to: .now)
        outbox.close(within: .seconds(600))
        report.logged = outbox.counts[0].delivered
        report.seconds = submitted.inSeconds
        report.longestSubmit = longest.withLock { $0 }.inSeconds
        report.loggedMedian = logged.quantile(0.5) ?? 0
        report.loggedSlowest = logged.quantile(0.99) ?? 0
    }

    private func measureStart(_ folder: String, _ report: inout OutboxReport) throws {
        let factory = EventFactory.live(host: "bench")
        try fill(folder, factory)
        var settings = Outbox.Storage(directory: folder)
        settings.retention = Retention(longest: nil, bytes: .max)
        // Nobody listens on the port of "discard" on this machine, or nobody who would answer.
        var away = Webhook.Configuration(url: "http://127.0.0.1:9/", version: "bench")
        away.name = "away"
        let start = ContinuousClock.now
        let outbox = try Outbox(
            settings, log: EventLog(path: folder + "/events.jsonl", logger: logger),
            receivers: [try Webhook(away, logger: logger)], events: factory, logger: logger)
        report.stored = outbox.counts[1].queued
        report.start = start.duration(to: .now).inSeconds
        outbox.close(within: .zero)
    }

    /// As a daemon leaves them whose receiver was away for very long.
    private func fill(_ folder: String, _ factory: EventFactory) throws(StoreError) {
        let store = try EventStore(path: folder + "/" + EventStore.fileName, role: .daemon)
        let sinks = try store.register([
            SinkRegistration(name: "log", hasCursor: true), SinkRegistration(name: "away"),
        ])
        var left = stored
        while left > 0 {
            var changes = StoreChanges()
            for number in 0..<min(left, 10_000) {
                let camera = "camera-\(number % 16)"
                let event = factory.event(Self.sample(number), camera: camera, at: .now())
                guard let body = try? event.json(previousHash: String(repeating: "0", count: 64)) else { continue }
                changes.events.append(
                    .init(
                        id: event.id, time: event.time, camera: camera, type: event.type.rawValue, body: body,
                        sinks: [sinks[1]]))
            }
            left -= 10_000
            let last = try store.commit(changes, at: .now()).last ?? 0
            var progress = StoreChanges()
            progress.cursors = [sinks[0]: last]
            _ = try store.commit(progress, at: .now())
        }
    }

    private static func sample(_ number: Int) -> Report {
        .objectUpdated(
            ObjectReport(
                id: "1-\(number)", label: "person", score: 0.91, topScore: 0.95,
                box: Box(left: 0.1, top: 0.2, right: 0.3, bottom: 0.6), firstSeen: .now(), zones: ["porch"],
                stationary: false, pathLength: 0.25, durationSeconds: 2,
                frame: FrameReference(number: number + 1, ptsSeconds: Double(number) / 5)))
    }
}

/// On a thread of its own; nothing else wakes it.
private func rest(until moment: ContinuousClock.Instant) {
    let left = ContinuousClock.now.duration(to: moment)
    if left > .zero { _ = Monitor(()).wait(for: left) { _ in Bool?.none } }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// What was measured.
private struct OutboxReport: Encodable {
    let rate: Int
    var logged = 0
    var seconds = 0.0
    var longestSubmit = 0.0
    var loggedMedian = 0.0
    var loggedSlowest = 0.0
    var stored: Int?
    var start: Double?

    init(rate: Int) {
        self.rate = rate
    }

    private enum CodingKeys: String, CodingKey {
        case rate, logged, seconds, stored
        case longestSubmit = "longest_submit_seconds"
        case loggedMedian = "logged_seconds_median"
        case loggedSlowest = "logged_seconds_99"
        case start = "start_seconds"
    }

    var json: String { get throws { try JSONLine.text(self) } }

    var text: String {
        var lines = [
            "\(logged) events in \(decimal(seconds, 1)) s, \(decimal(Double(logged) / max(seconds, 0.001), 0)) a second; "
                + "\(rate) were asked for",
            "handing one over took \(decimal(longestSubmit * 1000, 2)) ms at most",
            "from there to its line in the log, on the disk before: median \(decimal(loggedMedian * 1000, 1)) ms, "
                + "99 % within \(decimal(loggedSlowest * 1000, 1)) ms",
        ]
        if let stored, let start { lines.append("start with \(stored) undelivered events: \(decimal(start, 2)) s") }
        return lines.joined(separator: "\n")
    }
}
