import Foundation
import TestSupport
import Testing

@Suite("The page on security")
struct SecurityPageTests {
    @Test("Every test that it names for a parser is there, and makes broken input")
    func fuzzTests() throws {
        let page = try String(contentsOfFile: Material.packageRoot + "/docs/security.md", encoding: .utf8)
        let names = page.matches(of: /`([A-Za-z]+Tests\/[A-Za-z]+Tests)` \|/).map { String($0.1) }
        #expect(names.count >= 10)
        for name in names {
            let path = Material.packageRoot + "/Tests/\(name).swift"
            let text = try #require(try? String(contentsOfFile: path, encoding: .utf8), "\(name) is not there")
            let isFed = ["arguments:", "SeededGenerator", "Mutator(seed:"].contains(where: text.contains)
            #expect(isFed, "\(name)")
        }
    }

    @Test("Nothing listens beyond loopback by default")
    func defaults() throws {
        let stage = try Stage()
        let config = try stage.write(
            "cameras: {a: {source: rtsp://127.0.0.1:1/}}\nstate: {directory: state}\nevents: {log: {path: e.jsonl}}\n"
                + "http: {local: viewer}\n", to: "v.yaml")
        let daemon = try stage.vedette("run", "--config", config)
        _ = try poll(seconds: 30) { FileManager.default.fileExists(atPath: stage.path("e.jsonl")) ? true : nil }
        let inodes = Set(
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.identifier)/fd").compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.identifier)/fd/\(name)")
            }.compactMap { $0.firstMatch(of: /socket:\[([0-9]+)\]/).map { String($0.1) } })
        for table in ["tcp", "tcp6"] {
            let text = try String(contentsOfFile: "/proc/net/\(table)", encoding: .utf8)
            for line in text.split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                // State 0A listens; addresses are in hexadecimal, the machine's order of bytes (proc(5)).
                guard fields.count > 9, fields[3] == "0A", inodes.contains(String(fields[9])) else { continue }
                #expect(fields[1].hasPrefix("0100007F:"), "\(line)")
            }
        }
        daemon.send(SIGTERM)
        #expect(daemon.exitStatus(within: 10) == 0)
    }
}
