import Delivery
import Events
import Foundation
import Logging
import TestSupport
import Testing

/// Debian's mosquitto on a port of its own.
final class Broker {
    let port: UInt16
    let url: String
    private let configuration: String
    private var process: RunningProcess?

    /// - Parameters:
    ///   - password: of the only user, `vedette`; anyone may connect where nil.
    ///   - authority: speaks TLS with a certificate of its for 127.0.0.1.
    init(
        in folder: Folder, isStarted: Bool = true, password: String? = nil, authority: Authority? = nil,
        asksForCertificate: Bool = false
    ) throws {
        port = try Self.freePort()
        url = "\(authority == nil ? "mqtt" : "mqtts")://127.0.0.1:\(port)"
        let place = folder.file("broker-\(port)")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var lines = [
            "listener \(port) 127.0.0.1", "persistence true", "persistence_location \(place)/",
            "allow_anonymous \(password == nil)", "max_queued_messages 0", "max_inflight_messages 0",
            "user \(NSUserName())",
        ]
        if let password {
            let made = try RunningProcess("mosquitto_passwd", ["-b", "-c", place + "/passwords", "vedette", password])
            try #require(made.exitStatus(within: 20) == 0, "\(made.standardError)")
            lines.append("password_file \(place)/passwords")
        }
        if let authority {
            let (certificate, key) = try authority.issue("broker", for: "IP:127.0.0.1")
            lines += ["cafile \(authority.certificate)", "certfile \(certificate)", "keyfile \(key)"]
            lines.append("require_certificate \(asksForCertificate)")
        }
        configuration = place + "/mosquitto.conf"
        try lines.joined(separator: "\n").write(toFile: configuration, atomically: true, encoding: .utf8)
        if isStarted { try start() }
    }

    private static func freePort() throws -> UInt16 { try ListeningPeer().port }

    func start() throws {
        // A test's thread may have signals blocked, which a broker that inherits that would not be ended by.
        let unblocked =
            "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execv(sys.argv[1], sys.argv[1:])"
        let process = try RunningProcess(
            "python3", ["-c", unblocked, "/usr/sbin/mosquitto", "-c", configuration, "-v"])
        self.process = process
        _ = try poll(seconds: 30) { () -> Bool? in
            if process.standardError.contains("mosquitto version") && process.standardError.contains(" running") {
                return true
            }
            return nil
        }
    }

    /// Ends it in order, so that it remembers its sessions, and starts it again at the same port.
    func restart() throws {
        process?.send(SIGTERM)
        try #require(process?.exitStatus(within: 30) != nil)
        try start()
    }
}

/// Eclipse Paho's client, which prints what the broker sends.
final class Watcher {
    struct Message: Decodable {
        let topic: String
        let payload: String
        let retain: Bool
        let qos: Int
        let content_type: String?
    }

    private let process: RunningProcess

    init(_ broker: Broker, _ arguments: [String]) throws {
        let python = try #require(Judge.python)
        process = try RunningProcess(
            python, [Material.packageRoot + "/Tests/Judges/watch_broker.py", "--port", "\(broker.port)"] + arguments)
        _ = try process.line(startingWith: "ready ", within: 60)
    }

    var messages: [Message] {
        process.standardOutput.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Message.self, from: Data($0.utf8))
        }
    }

    func wait(for count: Int) throws -> [Message] {
        try wait { $0.count >= count }
    }

    @discardableResult
    func wait(until isEnough: ([Message]) -> Bool) throws -> [Message] {
        do {
            return try poll(seconds: 90) {
                let messages = messages
                return isEnough(messages) ? messages : nil
            }
        } catch {
            Issue.record("not enough: \(messages.map { "\($0.topic)=\($0.payload.prefix(40))" }.suffix(30))")
            throw error
        }
    }
}

/// A network that can break.
final class Relay {
    let port: UInt16
    private let process: RunningProcess

    init(to port: UInt16) throws {
        process = try RunningProcess("python3", [Material.packageRoot + "/Tests/Judges/relay.py", "\(port)"])
        self.port = try #require(UInt16(try process.line(startingWith: "ready ")))
    }

    func cut() { process.send(SIGUSR1) }
}

/// A certificate authority for one test.
final class Authority {
    let certificate: String
    private let key: String
    private let folder: Folder

    init(in folder: Folder) throws {
        self.folder = folder
        let name = UUID().uuidString
        (certificate, key) = (folder.file(name + ".pem"), folder.file(name + ".key"))
        try run([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=authority \(name)", "-keyout",
            key, "-out", certificate,
        ])
    }

    /// - Parameter subject: a subject alternative name.
    func issue(_ name: String, for subject: String = "DNS:client") throws -> (certificate: String, key: String) {
        let place = folder.file("\(name)-\(UUID().uuidString)")
        try run([
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", place + ".key", "-out",
            place + ".csr",
        ])
        try "subjectAltName=\(subject)".write(toFile: place + ".ext", atomically: true, encoding: .utf8)
        try run([
            "x509", "-req", "-in", place + ".csr", "-CA", certificate, "-CAkey", key, "-CAcreateserial", "-days", "1",
            "-extfile", place + ".ext", "-out", place + ".pem",
        ])
        return (place + ".pem", place + ".key")
    }

    private func run(_ arguments: [String]) throws {
        let openssl = try RunningProcess("openssl", arguments)
        try #require(openssl.exitStatus(within: 60) == 0, "\(openssl.standardError)")
    }
}

/// Accepts connections in the kernel's queue and never says a word.
final class ListeningPeer {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) | listen(descriptor, 16) | getsockname(descriptor, generic, &length)
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    func awaitConnection() throws {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        try #require(Glibc.poll(&waiting, 1, 60_000) == 1)
    }
}

/// An outbox with a broker as its only receiver, which ends with its test.
final class Publishing {
    let outbox: Outbox
    let diary = Diary()

    /// - Parameter state: of the outbox; a second one goes on with what the first has left there.
    init(_ configuration: MQTTSink.Configuration, state: String) throws {
        let sink = try MQTTSink(configuration, logger: diary.logger)
        let logger = diary.logger
        outbox = try poll(seconds: 60) {
            do {
                return try Outbox(
                    Outbox.Storage(directory: state), log: nil, receivers: [sink], events: Sample.factory,
                    logger: logger)
            } catch StoreError.inUse {
                // One that was closed before lets go of the folder when its last thread is at its end.
                return nil
            }
        }
    }

    deinit {
        outbox.close(within: .zero)
    }

    func submit(_ events: [Event]) {
        for event in events { outbox.submit(event) }
    }

    func awaitDelivered(_ count: Int) throws {
        try wait { $0.delivered >= count }
    }

    func wait(until condition: (SinkCounts) -> Bool) throws {
        do {
            _ = try poll(seconds: 90) { condition(outbox.counts[0]) ? true : nil }
        } catch {
            Issue.record("\(outbox.counts[0]), \(diary.all.suffix(5))")
            throw error
        }
    }

    var lastError: String? { outbox.counts[0].lastError }
}
