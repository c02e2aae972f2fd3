import Foundation
import TestSupport
import Testing

@Suite("The audit log's chain, by the command line")
struct AuditChainTests {
    private let stage: Stage
    private var path: String { stage.path("audit.jsonl") }

    init() throws { stage = try Stage() }

    private func verify() throws -> (status: Int32?, said: String) {
        let verify = try stage.vedette("events", "verify", "--log", path, "--log-only")
        return (verify.exitStatus(within: 30), verify.standardOutput + verify.standardError)
    }

    @Test("What requests have left is sound, and a line that is changed or taken out shows")
    func chain() throws {
        let config = try stage.write(
            "cameras: {a: {source: rtsp://127.0.0.1:1/}}\nstate: {directory: state}\nevents: {log: {path: events.jsonl}}\n"
                + "http: {listen: 127.0.0.1:0, local: operator}\n", to: "vedette.yaml")
        let daemon = try stage.vedette("run", "--config", config)
        let port = try poll(seconds: 60) {
            daemon.standardError.firstMatch(of: /listening port=([0-9]+)/).map { String($0.1) }
        }
        for _ in 0..<5 {
            let curl = try stage.start("curl", ["-s", "-X", "POST", "http://127.0.0.1:\(port)/api/v1/reload"])
            #expect(curl.exitStatus(within: 30) == 0)
        }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 10) == 0)
        let sound = try verify()
        #expect(sound.status == 0 && sound.said.contains("sound, 5 lines"), "\(sound.said)")

        let text = try String(contentsOfFile: path, encoding: .utf8)
        var lines = text.split(separator: "\n").map(String.init)
        try stage.write(text.replacingOccurrences(of: "\"number\":3", with: "\"number\":7"), to: "audit.jsonl")
        #expect(try verify().status == 65)
        lines.remove(at: 2)
        try stage.write(lines.joined(separator: "\n") + "\n", to: "audit.jsonl")
        #expect(try verify().status == 65)
    }
}
