import Delivery
import Events
import Foundation
import Logging
import TestSupport
import Testing

extension Broker {
    /// - Parameter authority: it speaks TLS then, with a certificate of that for 127.0.0.1.
    convenience init(
        in folder: Folder, isStarted: Bool = true, password: String? = nil, authority: Authority? = nil,
        asksForCertificate: Bool = false
    ) throws {
        let issued = try authority?.issue("broker", for: "IP:127.0.0.1")
        let lines = issued.map { certificate, key in
            [
                "cafile \(authority?.certificate ?? "")", "certfile \(certificate)", "keyfile \(key)",
                "require_certificate \(asksForCertificate)",
            ]
        }
        try self.init(in: folder.path, isStarted: isStarted, password: password, tls: lines)
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
