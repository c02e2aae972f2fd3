import Foundation

/// Debian's mosquitto on a port of its own.
package final class Broker {
    package let port: UInt16
    package let url: String
    private let configuration: String
    private var process: RunningProcess?

    package static let isInstalled = FileManager.default.isExecutableFile(atPath: program)
    private static let program = "/usr/sbin/mosquitto"

    /// - Parameters:
    ///   - folder: for what it remembers.
    ///   - password: of the only user, `vedette`; anyone may connect where nil.
    ///   - tls: lines of its configuration (mosquitto.conf(5)) that make it speak TLS.
    package init(
        in folder: String, isStarted: Bool = true, password: String? = nil, tls: [String]? = nil
    ) throws {
        port = try freePort()
        url = "\(tls == nil ? "mqtt" : "mqtts")://127.0.0.1:\(port)"
        let place = folder + "/broker-\(port)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var lines = [
            "listener \(port) 127.0.0.1", "persistence true", "persistence_location \(place)/",
            "allow_anonymous \(password == nil)", "max_queued_messages 0", "max_inflight_messages 0",
            "user \(NSUserName())",
        ]
        if let password {
            let made = try RunningProcess("mosquitto_passwd", ["-b", "-c", place + "/passwords", "vedette", password])
            guard made.exitStatus(within: 20) == 0 else { throw Failed(reason: made.standardError) }
            lines.append("password_file \(place)/passwords")
        }
        configuration = place + "/mosquitto.conf"
        try (lines + (tls ?? [])).joined(separator: "\n")
            .write(toFile: configuration, atomically: true, encoding: .utf8)
        if isStarted { try start() }
    }

    package struct Failed: Error {
        let reason: String
    }

    package func start() throws {
        // A test's thread may have signals blocked, which a broker that inherits that would not be ended by.
        let unblocked =
            "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execv(sys.argv[1], sys.argv[1:])"
        let process = try RunningProcess("python3", ["-c", unblocked, Self.program, "-c", configuration, "-v"])
        self.process = process
        _ = try poll(seconds: 60) { process.standardError.contains(" running\n") ? true : nil }
    }

    /// Ends it in order, so that it remembers its sessions, and starts it again at the same port.
    package func restart() throws {
        process?.send(SIGTERM)
        guard process?.exitStatus(within: 60) != nil else { throw Failed(reason: "it does not end") }
        try start()
    }
}

/// Eclipse Paho's client, which prints what the broker sends.
package final class Watcher {
    package struct Message: Decodable, Sendable {
        package let topic: String
        package let payload: String
        package let retain: Bool
        package let qos: Int
        package let content_type: String?
    }

    private let process: RunningProcess

    package init(_ broker: Broker, _ arguments: [String]) throws {
        guard let python = Judge.python else { throw Broker.Failed(reason: Judge.absence) }
        process = try RunningProcess(
            python, [Material.packageRoot + "/Tests/Judges/watch_broker.py", "--port", "\(broker.port)"] + arguments)
        _ = try process.line(startingWith: "ready ", within: 90)
    }

    package var messages: [Message] {
        process.standardOutput.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Message.self, from: Data($0.utf8))
        }
    }

    package func wait(for count: Int) throws -> [Message] {
        try wait { $0.count >= count }
    }

    /// - Throws: what came so far, where that is not enough for too long.
    @discardableResult
    package func wait(until isEnough: ([Message]) -> Bool) throws -> [Message] {
        do {
            return try poll(seconds: 120) {
                let messages = messages
                return isEnough(messages) ? messages : nil
            }
        } catch {
            let seen = messages.suffix(30).map { "\($0.topic)=\($0.payload.prefix(40))" }
            throw Broker.Failed(reason: "not enough: \(seen)")
        }
    }
}
