import Foundation
import TestSupport
import Testing

/// A folder of its own with everything around the daemon: a real RTSP server, a receiver, a configuration.
final class Stage {
    let folder: String
    private var processes: [RunningProcess] = []

    init() throws {
        folder = NSTemporaryDirectory() + "vedette-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        for process in processes { process.send(SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    static var vedette: String { Material.packageRoot + "/.build/release/vedette" }

    /// Real CCTV footage: the material's copy, or Debian's, fetched once.
    static func footage() throws -> String {
        let clip = "video/pets09-s2l1.mp4"
        if Material.has(clip) { return Material.path(clip) }
        let process = try RunningProcess(
            Material.packageRoot + "/scripts/footage", [Material.packageRoot + "/.demo"])
        guard process.exitStatus(within: 300) == 0 else { throw Unavailable(what: "footage: " + process.standardError) }
        return Material.packageRoot + "/.demo/vtest.mp4"
    }

    struct Unavailable: Error {
        let what: String
    }

    /// Serves a clip as an RTSP camera; returns its address.
    func camera(_ clip: String, _ options: String...) throws -> String {
        let server = try start(
            "/usr/bin/python3", [Material.packageRoot + "/scripts/rtsp_cameras.py"] + options + ["yard=\(clip)"])
        return try server.line(startingWith: "yard ")
    }

    /// Starts a receiver that checks signatures with the secret `stage`; returns its address. What it accepts goes to `received.jsonl`.
    func receiver(_ options: String...) throws -> String {
        let receiver = try start(
            "/usr/bin/python3",
            [
                Material.packageRoot + "/scripts/webhook_receiver.py", "--secret", "stage", "--output",
                path("received.jsonl"),
            ]
                + options)
        let port = try receiver.line(startingWith: "ready ").split(separator: " ")[0]
        return "http://127.0.0.1:\(port)/events"
    }

    func start(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws
        -> RunningProcess
    {
        let process = try RunningProcess(executable, arguments, environment: environment)
        processes.append(process)
        return process
    }

    func vedette(_ arguments: String..., environment: [String: String] = [:]) throws -> RunningProcess {
        try start(Self.vedette, arguments, environment: environment)
    }

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// The events in a file of JSON lines, as far as they are written.
    func events(in name: String = "events.jsonl") -> [LoggedEvent] {
        guard let text = try? String(contentsOfFile: path(name), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { LoggedEvent(line: String($0)) }
    }

    /// Waits until `events.jsonl` holds what is asked for.
    func waitForEvents(seconds: Double = 60, _ isEnough: ([LoggedEvent]) -> Bool) throws -> [LoggedEvent] {
        try poll(seconds: seconds) {
            let events = self.events()
            return isEnough(events) ? events : nil
        }
    }
}

/// One line of the log, read as whoever consumes it would.
struct LoggedEvent {
    let line: String
    let id: String
    let type: String
    let source: String
    let subject: String?
    let time: String
    let data: [String: Any]

    init?(line: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let id = object["id"] as? String, let type = object["type"] as? String,
            let source = object["source"] as? String, let time = object["time"] as? String,
            let data = object["data"] as? [String: Any], object["specversion"] as? String == "1.0"
        else { return nil }
        self.line = line
        self.id = id
        self.type = type
        self.source = source
        self.time = time
        self.data = data
        subject = object["subject"] as? String
    }
}
