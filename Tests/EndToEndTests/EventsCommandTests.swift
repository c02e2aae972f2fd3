import Clocks
import Delivery
import Events
import Foundation
import Geometry
import TestSupport
import Testing

/// `vedette events` on a database that this process writes as the daemon does, while the commands read it.
@Suite("vedette events")
struct EventsCommandTests {
    private let stage: Stage
    private let store: EventStore
    private let sinks: [Int64]
    private let factory = EventFactory.live(host: "box")

    init() throws {
        stage = try Stage()
        store = try EventStore(path: stage.path("state/events.db"), role: .daemon)
        sinks = try store.register([
            SinkRegistration(name: "log", hasCursor: true), SinkRegistration(name: "hook"),
            SinkRegistration(name: "other"),
        ])
        try stage.write(
            """
            cameras: {yard: {source: "rtsp://viewer:${NOT_SET}@127.0.0.1/yard"}}
            state: {directory: state}
            events: {log: {path: events.jsonl}}
            """, to: "vedette.yaml")
    }

    // MARK: Tools

    private func event(_ report: Report, _ camera: String?, at time: String) throws -> Event {
        factory.event(report, camera: camera, at: try #require(CaptureTime(rfc3339: time)))
    }

    private func object(_ id: String, _ label: String, zones: [String] = []) -> ObjectReport {
        ObjectReport(
            id: id, label: label, score: 0.9, topScore: 0.95, box: .init(left: 0.1, top: 0.2, right: 0.3, bottom: 0.6),
            firstSeen: CaptureTime(microseconds: 0), zones: zones, stationary: false, pathLength: 0,
            durationSeconds: 4, frame: FrameReference(number: 1, ptsSeconds: 0))
    }

    /// Five events of two cameras, and one of the daemon's.
    private func fill() throws -> [Event] {
        let events = [
            try event(.daemonStarted(DaemonReport(version: "1", cameras: ["yard"])), nil, at: "2026-11-23T20:00:00Z"),
            try event(.objectStarted(object("7", "person", zones: ["porch"])), "yard", at: "2026-11-23T20:01:00Z"),
            try event(
                .zoneEntered(ZoneReport(zone: "porch", object: object("7", "person"))), "yard",
                at: "2026-11-23T20:02:00Z"),
            try event(.objectUpdated(object("7", "person")), "yard", at: "2026-11-23T20:03:00Z"),
            try event(.objectStarted(object("9", "car")), "gate", at: "2026-11-23T21:04:00Z"),
            try event(.objectEnded(object("9", "car")), "gate", at: "2026-11-23T21:05:00Z"),
        ]
        try commit(events)
        return events
    }

    @discardableResult
    private func commit(_ events: [Event]) throws -> [Int64] {
        var changes = StoreChanges()
        changes.events = try events.map { event in
            let camera = event.source.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            return StoreChanges.NewEvent(
                id: event.id, time: event.time, camera: camera, type: event.type.rawValue, body: try event.json(),
                sinks: Array(sinks[1...]))
        }
        return try store.commit(changes, at: .now())
    }

    private func settle(_ outcomes: [(sink: Int, StoredEvent, StoreChanges.Progress.Outcome)]) throws {
        var changes = StoreChanges()
        changes.progress = outcomes.map {
            .init(sink: sinks[$0.sink], camera: $0.1.camera ?? "", sequence: $0.1.sequence, outcome: $0.2)
        }
        _ = try store.commit(changes, at: .now())
    }

    private func run(
        _ command: String, _ arguments: String..., status: Int32 = 0, location: [String]? = nil
    ) throws -> (output: String, errors: String) {
        let place = location ?? ["--state", stage.path("state")]
        let process = try stage.start(
            Stage.vedette, ["events", command] + place + arguments, environment: ["TZ": "UTC"])
        #expect(process.exitStatus(within: 30) == status, "\(command) \(arguments): \(process.standardError)")
        return (process.standardOutput, process.standardError)
    }

    // MARK: Looking

    @Test("list narrows by time, camera, type, label and zone, and gives the events to the byte")
    func list() throws {
        let events = try fill()
        func numbers(_ arguments: String...) throws -> [Int] {
            let process = try stage.start(
                Stage.vedette, ["events", "list", "--state", stage.path("state"), "--json"] + arguments,
                environment: ["TZ": "UTC"])
            #expect(process.exitStatus(within: 30) == 0, "\(arguments): \(process.standardError)")
            return try process.standardOutput.split(separator: "\n").map { line in
                let number = try events.firstIndex { try String(decoding: $0.json(), as: UTF8.self) == String(line) }
                return try #require(number)
            }
        }
        #expect(try numbers() == [0, 1, 2, 3, 4, 5])
        #expect(try numbers("--since", "2026-11-23T20:02:00Z") == [2, 3, 4, 5])
        #expect(try numbers("--since", "2026-11-23T20:02", "--until", "2026-11-23T21:05:00+00:00") == [2, 3, 4])
        #expect(try numbers("--camera", "gate") == [4, 5])
        #expect(try numbers("--camera", "gate", "--camera", "") == [0, 4, 5])
        #expect(try numbers("--type", "object.*") == [1, 3, 4, 5])
        #expect(try numbers("--type", "*.started", "--type", "vedette.zone.entered") == [0, 1, 2, 4])
        #expect(try numbers("--label", "person") == [1, 2, 3])
        #expect(try numbers("--zone", "porch") == [1, 2])
        #expect(try numbers("--label", "person", "--limit", "2") == [2, 3])
        #expect(try numbers("--limit", "1", "--camera", "yard") == [3])
        #expect(try numbers("--since", "2h") == [])
        for wrong in [["--since", "tomorrow"], ["--limit", "0"], ["--since", "today", "--until", "yesterday"]] {
            let process = try stage.start(Stage.vedette, ["events", "list", "--state", stage.path("state")] + wrong)
            #expect(process.exitStatus(within: 30) == 64)
        }
        let warned = try run("list", "--type", "object.begun")
        #expect(warned.errors.contains("no type of event is called vedette.object.begun"))
    }

    @Test("For people, each event is a line: local time, camera, what happened, the id")
    func people() throws {
        let events = try fill()
        let lines = try run("list").output.split(separator: "\n").map(String.init)
        #expect(lines.count == 6)
        #expect(lines[1].hasPrefix("2026-11-23 20:01:00.0  yard        ● person 7 appeared in porch, 95 % sure"))
        #expect(lines[3].contains("person 7 goes on"))
        #expect(zip(lines, events).allSatisfy { $0.hasSuffix($1.id.description) })
        let abroad = try stage.start(
            Stage.vedette, ["events", "list", "--state", stage.path("state"), "--limit", "1"],
            environment: ["TZ": "Asia/Tokyo"])
        #expect(abroad.exitStatus(within: 30) == 0)
        #expect(abroad.standardOutput.hasPrefix("2026-11-24 06:05:00.0"))
    }

    @Test("Secrets of the configuration are not asked for; where there is no database or no file, that is said")
    func places() throws {
        _ = try fill()
        let config = ["--config", stage.path("vedette.yaml")]
        #expect(try run("list", location: config).output.split(separator: "\n").count == 6)
        #expect(try run("list", status: 66, location: ["--state", stage.path("none")]).errors.contains("vedette run"))
        let missing = try run("list", status: 78, location: ["--config", stage.path("none.yaml")])
        #expect(missing.errors.contains("--state"))
        try stage.write("no database at all, whatever its name may be, and longer than a header is", to: "events.db")
        #expect(try run("stats", status: 65, location: ["--state", stage.folder]).errors.contains("damaged"))
    }

    @Test("tail prints the latest, then what is committed while it runs, and narrows it")
    func tail() throws {
        let events = try fill()
        let tail = try stage.vedette(
            "events", "tail", "--state", stage.path("state"), "--json", "--lines", "2", "--camera", "yard")
        func seen() -> [String] {
            tail.standardOutput.split(separator: "\n").compactMap { LoggedEvent(line: String($0))?.id }
        }
        _ = try poll(seconds: 30) { seen().count == 2 ? true : nil }
        let new = [
            try event(.objectEnded(object("8", "car")), "gate", at: "2026-11-23T22:00:00Z"),
            try event(.objectEnded(object("7", "person")), "yard", at: "2026-11-23T22:00:01Z"),
        ]
        try commit(new)
        _ = try poll(seconds: 30) { seen().count == 3 ? true : nil }
        #expect(seen() == [events[2], events[3], new[1]].map(\.id.description))
    }

    @Test("show gives an event, indented, and says of each receiver whether it has it")
    func show() throws {
        _ = try fill()
        let stored = try store.events()
        try settle([
            (1, stored[1], .delivered),
            (2, stored[1], .failed(attempts: 3, rejections: 0, nextAttempt: .now(), error: "connection refused")),
            (2, stored[2], .dead(attempts: 4, error: "it answered 403")),
        ])
        let shown = try run("show", stored[1].id.uppercased()).output
        let json = try #require(shown.components(separatedBy: "\n\n").first)
        let plain = try JSONSerialization.jsonObject(with: Data(stored[1].body)) as? NSDictionary
        #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary == plain)
        #expect(json.contains("\n    \"label\": \"person\",\n"))
        #expect(shown.contains("hook: delivered") && shown.contains("log: waits"))
        #expect(shown.contains("other: waits after 3 attempts, next at "))
        #expect(shown.contains(": connection refused"))
        #expect(try run("show", stored[2].id).output.contains("other: given up after 4 attempts: it answered 403"))
        let line = String(decoding: stored[1].body, as: UTF8.self)
        #expect(try run("show", "--json", stored[1].id).output == line + "\n")
        _ = try run("show", "019ab2f4-5d10-7a3b-9c4d-0123456789ab", status: 66)
        _ = try run("show", "seven", status: 66)
    }

    @Test("coverage adds up the accounts of each camera and hour, and says what is untold")
    func coverage() throws {
        func account(_ from: String, _ to: String, decoded: Double, blind: Double, camera: String) throws -> Event {
            let (start, end) = (CaptureTime(rfc3339: from), CaptureTime(rfc3339: to))
            let report = CoverageReport(
                from: try #require(start), to: try #require(end), connected: decoded + blind / 2, decoded: decoded,
                skipped: 0, dropped: 0.5, inferred: decoded / 2, blind: blind - 0.5)
            return try event(.cameraCoverage(report), camera, at: to)
        }
        try commit([
            account("2026-11-23T20:00:00Z", "2026-11-23T20:20:00Z", decoded: 1_100, blind: 100, camera: "yard"),
            account("2026-11-23T20:30:00Z", "2026-11-23T21:00:00Z", decoded: 1_800, blind: 0.5, camera: "yard"),
            account("2026-11-23T22:00:00Z", "2026-11-23T23:00:00Z", decoded: 3_500, blind: 100, camera: "yard"),
            account("2026-11-23T22:00:00Z", "2026-11-23T23:00:00Z", decoded: 3_600, blind: 0, camera: "gate"),
        ])
        let since = ["--since", "2026-11-23", "--until", "2026-11-24"]
        let table = try run("coverage", since[0], since[1], since[2], since[3]).output.split(separator: "\n")
            .map { $0.split(separator: " ").map(String.init) }
        let heading = "camera hour connected decoded skipped dropped inferred blind untold"
        #expect(table[0].joined(separator: " ") == heading)
        #expect(table[1].prefix(3) == ["gate", "2026-11-23", "22:00"])
        let rows = table.map { $0.joined(separator: " ") }
        #expect(rows[2] == "yard 2026-11-23 20:00 2950.3 2900.0 0.0 1.0 1450.0 99.5 599.5")
        #expect(rows[3] == "yard 2026-11-23 21:00 0.0 0.0 0.0 0.0 0.0 0.0 3600.0")
        #expect(table.count == 5)
        let lines = try run("coverage", "--json", "--camera", "yard", since[0], since[1]).output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].contains(#""decoded":2900"#) && lines[0].contains(#""hour":"2026-11-23T20:00:00.000000Z""#))
        #expect(try run("coverage", "--since", "1h").output.isEmpty)
    }

    @Test("stats counts by camera, type and hour, and says where each receiver stands")
    func stats() throws {
        _ = try fill()
        let stored = try store.events()
        try settle([
            (1, stored[0], .delivered),
            (1, stored[4], .failed(attempts: 2, rejections: 0, nextAttempt: nil, error: "timed out")),
            (2, stored[4], .dead(attempts: 4, error: "it answered 403")),
        ])
        var changes = StoreChanges()
        changes.lastErrors = [sinks[1]: "timed out"]
        var totals = SinkTotals()
        totals.delivered = 1
        changes.totals = [sinks[1]: totals]
        _ = try store.commit(changes, at: .now())
        let text = try run("stats").output
        #expect(text.contains("6 events") && text.contains("hook: timed out"))
        struct Report: Decodable {
            struct Count: Decodable {
                let camera, hour: String?
                let type: String
                let count: Int
            }
            struct Sink: Decodable {
                let name: String
                let cursor, waiting, dead, delivered: Int
                let oldest_seconds: Int?
            }
            let events: Int
            let bytes: Int
            let counts: [Count]
            let sinks: [Sink]
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(run("stats", "--json", "--hours").output.utf8))
        #expect(report.events == 6 && report.bytes > 0 && report.counts.count == 6)
        #expect(report.counts.last?.hour == "2026-11-23T20:00:00.000000Z" && report.counts.last?.camera == "yard")
        #expect(report.sinks.map(\.name) == ["log", "hook", "other"])
        #expect(report.sinks.map(\.waiting) == [6, 5, 5] && report.sinks.map(\.dead) == [0, 0, 1])
        #expect(report.sinks[1].delivered == 1 && report.sinks[1].oldest_seconds != nil)
        let gate = try run("stats", "--json", "--camera", "gate").output
        #expect(try JSONDecoder().decode(Report.self, from: Data(gate.utf8)).events == 2)
    }

    // MARK: Sending again

    @Test("Dead letters are listed with their errors and tried again, by id, by receiver or all")
    func dead() throws {
        _ = try fill()
        let stored = try store.events()
        try settle([
            (1, stored[1], .dead(attempts: 4, error: "it answered 403")),
            (2, stored[1], .dead(attempts: 4, error: "it answered 404")),
            (2, stored[2], .dead(attempts: 12, error: "it answered 500")),
        ])
        let letters = try run("dead").output
        #expect(letters.contains("person 7 appeared") && letters.contains("hook gave up after 4 attempts"))
        #expect(letters.contains(": it answered 500"))
        let json = try run("dead", "--json", "--sink", "other").output.split(separator: "\n")
        #expect(json.count == 2 && json[0].contains(#""last_error":"it answered 404""#))
        #expect(try run("dead", "--limit", "1").errors.contains("2 more"))
        _ = try run("retry", status: 64)
        _ = try run("retry", "--sink", "hok", status: 64)
        _ = try run("retry", "019ab2f4-5d10-7a3b-9c4d-0123456789ab", status: 66)
        #expect(try run("retry", "--sink", "other", stored[1].id).output == "1 delivery is tried again.\n")
        #expect(try run("retry", "--all").output == "2 deliveries are tried again.\n")
        #expect(try run("dead").output == "No event was given up.\n")
        #expect(try store.sinks().map(\.waiting) == [6, 6, 6])
    }

    @Test("replay puts events back into one receiver's queue; a dry run changes nothing")
    func replay() throws {
        _ = try fill()
        let stored = try store.events()
        try settle(stored.map { (1, $0, .delivered) })
        #expect(try store.sinks().map(\.waiting) == [6, 0, 6])
        let since = "2026-11-23T20:00:00Z"
        let dry = try run("replay", "--sink", "hook", "--since", since, "--label", "person", "--dry-run").output
        #expect(dry == "3 events would be sent to hook.\n")
        #expect(try store.sinks()[1].waiting == 0)
        let sent = try run("replay", "--sink", "hook", "--since", since, "--label", "person").output
        #expect(sent == "3 events put into the queue of hook.\n")
        #expect(try store.deliveries(.waiting, sink: "hook").map(\.event.id) == stored[1...3].map(\.id))
        _ = try run("replay", "--sink", "hook", status: 64)
        #expect(try run("replay", "--sink", "hok", "--since", since, status: 64).errors.contains("hook, other"))
    }

    // MARK: Verifying

    @Test("verify says that all is sound, or names the first line that is not and exits with 65")
    func verify() throws {
        let script = Material.packageRoot + "/Tests/Judges/chain_log.py"
        let written = try stage.start("python3", [script, "write", stage.path("events.jsonl"), "40"])
        #expect(written.exitStatus(within: 30) == 0)
        let head = written.standardOutput.trimmingCharacters(in: .newlines)
        let config = ["--config", stage.path("vedette.yaml")]
        let sound = try run("verify", location: config).output
        #expect(sound.contains("log: sound, 40 lines in 1 file; the last one's hash is \(head)"))
        #expect(sound.contains("database: sound, 0 events"))
        let text = try String(contentsOfFile: stage.path("events.jsonl"), encoding: .utf8)
        try stage.write(text.replacingOccurrences(of: #""number":17,"#, with: #""number":18,"#), to: "events.jsonl")
        let log = stage.path("events.jsonl")
        let changed = try run("verify", "--log-only", status: 65, location: config).output
        #expect(changed.contains("\(log):17: changed, or lines removed between here and \(log):18"))
        try stage.write(text + "{\"data", to: "events.jsonl")
        #expect(try run("verify", "--log", log).output.contains("its last 6 bytes are a line in the middle"))
        try FileManager.default.removeItem(atPath: log)
        #expect(try run("verify", "--log", log).errors.contains("there is no log"))
    }
}
