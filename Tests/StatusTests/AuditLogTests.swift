import Foundation
import Seeds
import Status
import TestSupport
import Testing

@Suite("The audit log")
struct AuditLogTests {
    private let folder: String
    private var path: String { folder + "/audit.jsonl" }

    init() throws {
        folder = NSTemporaryDirectory() + "vedette-audit-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func record(_ action: String) -> AuditLog.Record {
        AuditLog.Record(action: action, caller: "admin \"x\"\n", address: "192.0.2.9", camera: "yard")
    }

    private var lines: [String] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// By a program that we did not write.
    private func hash(_ line: String) throws -> String {
        try Data(line.utf8).write(to: URL(fileURLWithPath: folder + "/line"))
        let sum = try RunningProcess("sha256sum", [folder + "/line"])
        #expect(sum.exitStatus(within: 30) == 0)
        return String(sum.standardOutput.prefix(64))
    }

    private func members(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test("Each line carries the hash of the one before, across openings and a rotation")
    func chain() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = AuditLog(path: path)
        for number in 1...3 { try first.write(record("picture \(number)")) }
        let second = AuditLog(path: path)
        try second.write(record("reload"))
        try FileManager.default.moveItem(atPath: path, toPath: folder + "/audit.1.jsonl")
        try second.write(record("refused"))
        let old = try String(contentsOfFile: folder + "/audit.1.jsonl", encoding: .utf8).split(separator: "\n")
        let all = old.map(String.init) + lines
        #expect(all.count == 5)
        #expect(try members(all[0])["previoushash"] as? String == String(repeating: "0", count: 64))
        for (line, next) in zip(all, all.dropFirst()) {
            #expect(try members(next)["previoushash"] as? String == hash(line))
        }
        #expect(try all.map { try members($0)["number"] as? Int } == [1, 2, 3, 4, 5])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test("A line that was cut short by a crash is fenced off, and the chain goes on from it")
    func torn() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try AuditLog(path: path).write(record("picture"))
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        try Data((whole + "{\"action\":\"pic").utf8).write(to: URL(fileURLWithPath: path))
        let log = AuditLog(path: path)
        try log.write(record("reload"))
        #expect(lines.count == 3)
        #expect(try members(lines[2])["previoushash"] as? String == hash(lines[1]))
        #expect(log.tail(2) == Array(lines.suffix(2)))
    }

    @Test("A file of anything is gone on with", arguments: 0..<20 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...600_000, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let log = AuditLog(path: path)
        try log.write(record("picture"))
        try log.write(record("reload"))
        let tail = log.tail(2)
        #expect(try tail.map { try members($0)["action"] as? String } == ["picture", "reload"])
        #expect(try members(tail[1])["previoushash"] as? String == hash(tail[0]))
    }
}
