import Clocks
import Delivery
import Events
import Foundation
import Geometry
import Logging
import Synchronization
import TestSupport

/// Events that are told apart by their frame's number.
enum Sample {
    static let factory = EventFactory.live(host: "box")

    static func event(_ number: Int, camera: String = "yard") -> Event {
        let frame = FrameReference(number: number, ptsSeconds: Double(number) / 25)
        let report = Report.motionStarted(MotionReport(regions: [.whole], area: 1, frame: frame))
        return factory.event(report, camera: camera, at: .now())
    }

    static func events(_ count: Int, camera: String = "yard") -> [Event] {
        (1...count).map { event($0, camera: camera) }
    }

    static func delivery(_ sequence: Int64, camera: String = "yard") -> Delivery {
        Delivery(
            sequence: sequence, id: "\(sequence)", type: "t", camera: camera, body: [],
            stored: CaptureTime(microseconds: sequence))
    }
}

/// The fields of a line that the tests look at.
struct Line: Decodable, Equatable {
    struct Data: Decodable, Equatable {
        struct Frame: Decodable, Equatable { let number: Int }
        let frame: Frame
    }
    let id: String
    let source: String
    let data: Data

    var number: Int { data.frame.number }

    /// Every line of a file; throws where one is torn.
    ///
    /// - Parameter types: of events that are left out, the beginning of their name.
    static func all(of path: String, passingOver types: String = "vedette.outbox") throws -> [Line] {
        guard let text = FileManager.default.contents(atPath: path) else { return [] }
        return try text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            if String(decoding: line, as: UTF8.self).contains("\"type\":\"\(types)") { return nil }
            return try JSONDecoder().decode(Line.self, from: line)
        }
    }
}

/// A folder for one test, gone with it.
final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "vedette-delivery-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A receiver or a log may be at its last line in it, which makes a first attempt fail half-way.
        for _ in 0..<3 where FileManager.default.fileExists(atPath: path) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    func file(_ name: String) -> String { path + "/" + name }
}

/// What was said, for tests to read.
final class Diary: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(diary: self) }
    }

    func count(_ text: String) -> Int {
        all.count { $0.contains(text) }
    }

    private struct Handler: LogHandler {
        let diary: Diary
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(diary: Diary) {
            self.diary = diary
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            diary.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}

/// The project's receiver, as a process of its own.
final class Receiver: Sendable {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    let output: String
    let record: String
    private let process: RunningProcess
    private let port: String
    private let scheme: String

    init(in folder: Folder, plan: [String] = [], certificate: String? = nil, options: [String] = [])
        throws
    {
        let name = UUID().uuidString
        output = folder.file("accepted-\(name).jsonl")
        record = folder.file("requests-\(name).jsonl")
        scheme = certificate == nil ? "http" : "https"
        let script = Material.packageRoot + "/scripts/webhook_receiver.py"
        let arguments =
            [
                "--secret", Self.secret, "--output", output, "--record", record, "--plan",
                plan.joined(separator: ","),
            ]
            + (certificate.map { ["--certificate", $0] } ?? []) + options
        process = try RunningProcess("/usr/bin/python3", [script] + arguments)
        port = try process.line(startingWith: "ready ")
    }

    var url: String { "\(scheme)://127.0.0.1:\(port)/events" }

    var accepted: [Line] { (try? Line.all(of: output)) ?? [] }

    var requests: [Request] {
        guard let text = FileManager.default.contents(atPath: record) else { return [] }
        return text.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(Request.self, from: $0)
        }
    }

    struct Request: Decodable {
        let peer: Int
        let path: String
        let headers: [String: String]
        let body: String

        var id: String? { headers["webhook-id"] }
    }
}

/// An outbox that ends with its test.
final class Delivering {
    let outbox: Outbox
    let diary: Diary
    private let folder: Folder

    /// - Parameters:
    ///   - state: a folder that outlives the test's outbox; a new one where nil.
    ///   - patience: seconds to wait for an outbox before this one, which a loaded machine may keep beyond its close.
    init(
        log: String? = nil, sync: EventLog.SyncPolicy = .everyBatch, rotation: LogRotation = LogRotation(),
        to webhooks: [Webhook.Configuration] = [], state: String? = nil,
        retention: Retention = Retention(longest: nil, bytes: 1 << 30), patience: Double = 60
    ) throws {
        folder = try Folder()
        // What a developer's environment says of proxies is not for the loopback.
        setenv("no_proxy", "127.0.0.1,no-such-host.invalid", 1)
        let diary = Diary()
        self.diary = diary
        let storage = Outbox.Storage(directory: state ?? folder.file("state"), retention: retention)
        let end = ContinuousClock.now + .seconds(patience)
        func open() throws -> Outbox? {
            do {
                return try Outbox(
                    storage, log: log.map { EventLog(path: $0, sync: sync, rotation: rotation, logger: diary.logger) },
                    receivers: webhooks.map { try Webhook($0, logger: diary.logger) }, events: Sample.factory,
                    logger: diary.logger)
            } catch StoreError.inUse where .now < end {
                return nil
            }
        }
        outbox = try poll(seconds: patience + 1, open)
    }

    deinit {
        outbox.close(within: .zero)
    }

    func submit(_ events: [Event]) {
        for event in events { outbox.submit(event) }
    }

    /// Waits until a sink has delivered that many.
    func awaitDelivered(_ count: Int, sink: Int = 0) throws {
        try wait(until: { $0.delivered >= count }, sink: sink)
    }

    func wait(until condition: (SinkCounts) -> Bool, sink: Int = 0) throws {
        _ = try poll(seconds: 60) { condition(outbox.counts[sink]) ? true : nil }
    }
}

extension Webhook.Configuration {
    /// To the project's receiver, with a quick backoff.
    static func quick(_ url: String, timeout: Duration = .seconds(30)) -> Webhook.Configuration {
        var configuration = Webhook.Configuration(
            url: url, secret: Receiver.secret, version: "0.0.0-test")
        configuration.attempts.backoff = Backoff(base: .milliseconds(10), cap: .milliseconds(100))
        configuration.timeout = timeout
        return configuration
    }
}
