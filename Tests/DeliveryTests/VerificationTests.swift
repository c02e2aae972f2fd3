import Clocks
import Delivery
import Events
import Foundation
import Seeds
import TestSupport
import Testing

/// Logs are chained by Python's hashlib, so that what is verified was not made by what verifies.
@Suite("Verification of the log and the database")
struct VerificationTests {
    private let folder: Folder
    private let log: String

    init() throws {
        folder = try Folder()
        log = folder.file("events.jsonl")
    }

    // MARK: Tools

    private func python(_ arguments: String...) throws -> String {
        let script = Material.packageRoot + "/Tests/Judges/chain_log.py"
        let process = try RunningProcess("python3", [script] + arguments)
        #expect(process.exitStatus(within: 30) == 0, "\(process.standardError)")
        return process.standardOutput.trimmingCharacters(in: .newlines)
    }

    /// A sound log, and the database with the same events, all of them written.
    private func written(_ count: Int) throws -> (store: EventStore, head: String) {
        let head = try python("write", log, "\(count)")
        let store = try EventStore(path: folder.file("events.db"), role: .daemon)
        let sinks = try store.register([SinkRegistration(name: "log", hasCursor: true)])
        var changes = StoreChanges()
        changes.events = try lines.map { line in
            struct Members: Decodable { let id: String }
            let id = try JSONDecoder().decode(Members.self, from: Data(line)).id
            return StoreChanges.NewEvent(
                id: try #require(UUIDv7(id)), time: CaptureTime(microseconds: 0), camera: "yard",
                type: "vedette.motion.started", body: line, sinks: [])
        }
        changes.chain = stride(from: 0, to: 64, by: 2).map { index in
            let start = head.index(head.startIndex, offsetBy: index)
            return UInt8(head[start..<head.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
        let sequences = try store.commit(changes, at: CaptureTime(microseconds: 0))
        var progress = StoreChanges()
        progress.cursors = [sinks[0]: try #require(sequences.last)]
        _ = try store.commit(progress, at: CaptureTime(microseconds: 0))
        return (store, head)
    }

    private var lines: [[UInt8]] {
        get throws { try Self.lines(of: log) }
    }

    private static func lines(of path: String) throws -> [[UInt8]] {
        try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    private func write(_ lines: some Sequence<[UInt8]>, to path: String? = nil) throws {
        let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        try Data(bytes).write(to: URL(fileURLWithPath: path ?? log))
    }

    private func edit(_ change: (inout [[UInt8]]) throws -> Void) throws {
        var lines = try lines
        try change(&lines)
        try write(lines)
    }

    private func fault(_ store: EventStore?) throws -> ChainFault? {
        try Verification(store: store).log(at: log).fault
    }

    private func line(_ number: Int64) -> LinePlace { LinePlace(file: log, line: number) }

    private static func replaced(_ line: [UInt8], _ old: String, _ new: String) -> [UInt8] {
        Array(String(decoding: line, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8)
    }

    // MARK: Sound logs

    @Test("A log as it was written is sound, and so is the database; the last line's hash is Python's")
    func sound() throws {
        let (store, head) = try written(50)
        for store in [store, nil] {
            let report = try Verification(store: store).log(at: log)
            #expect(report.fault == nil && report.lines == 50 && report.head == head && report.anchor == nil)
            #expect(report.files == [log] && report.torn.isEmpty && report.repeated == 0 && report.unchained == 0)
        }
        let database = try Verification(store: store).database()
        #expect(database.fault == nil && database.events == 50)
    }

    @Test("Rotated files are read oldest first, gzip'd ones too; without the oldest, the rest hangs on an anchor")
    func rotated() throws {
        let (store, head) = try written(60)
        let all = try lines
        try write(all[..<20], to: log + ".2")
        try write(all[20..<40], to: log + ".1")
        try write(all[40...])
        #expect(try RunningProcess("gzip", [log + ".2"]).exitStatus(within: 10) == 0)
        let report = try Verification(store: store).log(at: log)
        #expect(report.fault == nil && report.lines == 60 && report.head == head)
        #expect(report.files == [log + ".2.gz", log + ".1", log])
        try FileManager.default.removeItem(atPath: log + ".2.gz")
        let rest = try Verification(store: store).log(at: log)
        #expect(rest.fault == nil && rest.lines == 40 && rest.anchor?.count == 64)
    }

    @Test("Files that logrotate dates are read in their order")
    func dated() throws {
        let (store, _) = try written(60)
        let all = try lines
        try write(all[..<20], to: log + "-20261126")
        try write(all[20..<40], to: log + "-20261127")
        try write(all[40...])
        #expect(try RunningProcess("gzip", [log + "-20261126"]).exitStatus(within: 10) == 0)
        let report = try Verification(store: store).log(at: log)
        #expect(report.fault == nil && report.lines == 60)
        #expect(report.files == [log + "-20261126.gz", log + "-20261127", log])
    }

    @Test("Our own rotation's names are read, once also where a crash left a file both plain and compressed")
    func rotatedByUs() throws {
        let (store, _) = try written(60)
        let all = try lines
        let names = ["-20261128T080000.000001Z", "-20261128T090000.000001Z"].map { log + $0 }
        try write(all[..<20], to: names[0])
        try write(all[20..<40], to: names[1])
        try write(all[40...])
        for name in names { #expect(try RunningProcess("gzip", ["-k", name]).exitStatus(within: 10) == 0) }
        try FileManager.default.removeItem(atPath: names[0])
        try write([], to: names[1] + ".gz.draft")
        let report = try Verification(store: store).log(at: log)
        #expect(report.fault == nil && report.lines == 60 && report.repeated == 0)
        #expect(report.files == [names[0] + ".gz", names[1], log])
    }

    @Test("A line in the middle of being written is passed over, and said")
    func torn() throws {
        let (_, head) = try written(10)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: log))
        bytes.append(contentsOf: #"{"data":{"#.utf8)
        try bytes.write(to: URL(fileURLWithPath: log))
        let report = try Verification(store: nil).log(at: log)
        #expect(report.fault == nil && report.lines == 10 && report.head == head)
        #expect(report.torn.map(\.bytes) == [9])
    }

    @Test("Lines that a killed daemon wrote twice are counted, not held against the log")
    func repeated() throws {
        let (store, _) = try written(20)
        try edit { $0 = Array($0[..<12] + $0[9..<12] + $0[12...]) }
        let report = try Verification(store: store).log(at: log)
        #expect(report.fault == nil && report.repeated == 3)
    }

    @Test("Where a database was begun anew, so is the chain, and that is said")
    func anew() throws {
        _ = try written(10)
        let old = try lines
        _ = try python("write", log, "25")
        // Other events than the first ten, as a new database would have.
        let new = try lines
        _ = try python("rechain", log, "1", #""number":1,"#, #""number":901,"#)
        try write(old + lines)
        let report = try Verification(store: nil).log(at: log)
        #expect(new.count == 25 && report.fault == nil && report.lines == 35)
        #expect(report.beginnings == [line(11)])
    }

    @Test("A log of many megabytes is read in little memory, a line without an end too")
    func endless() throws {
        try Data(repeating: UInt8(ascii: "x"), count: 8 << 20).write(to: URL(fileURLWithPath: log))
        let report = try Verification(store: nil).log(at: log)
        #expect(report.lines == 0 && report.torn.map(\.bytes) == [8 << 20])
    }

    // MARK: Faults

    @Test("A changed line is named; the database tells it from a removed one")
    func changed() throws {
        let (store, _) = try written(50)
        try edit { $0[19] = Self.replaced($0[19], "yard", "gate") }
        #expect(try fault(store) == .changed(line(20)))
        #expect(try fault(nil) == .changedOrRemoved(line(20), before: line(21)))
    }

    @Test("A line whose own link was changed with it is named without the database, too")
    func changedLink() throws {
        let (store, _) = try written(50)
        let random = String(repeating: "ab", count: 32)
        try edit { lines in
            let text = String(decoding: lines[19], as: UTF8.self)
            let link = try #require(text.firstMatch(of: /"previoushash":"([0-9a-f]{64})"/))
            lines[19] = Array(text.replacingOccurrences(of: String(link.1), with: random).utf8)
        }
        for store in [store, nil] { #expect(try fault(store) == .changed(line(20))) }
    }

    @Test("The last line, to which no other is chained yet, is held against the database")
    func changedLast() throws {
        let (store, _) = try written(50)
        try edit { $0[49] = Self.replaced($0[49], "yard", "gate") }
        #expect(try fault(store) == .changed(line(50)))
    }

    @Test("A log that was chained anew from a changed line on is held against the database")
    func rechained() throws {
        let (store, _) = try written(50)
        _ = try python("rechain", log, "20", "/box/yard", "/box/gate")
        #expect(try fault(nil) == nil, "a chain without a key proves nothing against one who rewrites all of it")
        #expect(try fault(store) == .changed(line(20)))
    }

    @Test("Removed lines are counted where the database has them still, between files too")
    func removed() throws {
        let (store, _) = try written(50)
        let all = try lines
        try edit { $0.removeSubrange(19..<22) }
        #expect(try fault(store) == .removed(after: line(19), before: line(20), count: 3))
        #expect(try fault(nil) == .changedOrRemoved(line(19), before: line(20)))
        try write(all[..<20], to: log + ".1")
        try write(all[25...])
        let last = LinePlace(file: log + ".1", line: 20)
        #expect(try fault(store) == .removed(after: last, before: line(1), count: 5))
    }

    @Test("Lines that were removed at the end are missed, since the database knows that they were written")
    func removedAtEnd() throws {
        let (store, _) = try written(50)
        try edit { $0.removeLast(3) }
        #expect(try fault(store) == .removedAtEnd(after: line(47), count: 3))
    }

    @Test("Added lines are named: text, an event of no chain, and a forgery with the right link")
    func added() throws {
        let (store, _) = try written(50)
        let all = try lines
        let forged = Self.replaced(all[20], "yard", "gate")
        let unchained = Array(#"{"id":"x","specversion":"1.0"}"#.utf8)
        for line in [Array("restarted by hand".utf8), [], unchained, forged] {
            try write(all[..<20] + [line] + all[20...])
            for store in [store, nil] { #expect(try fault(store) == .added(self.line(21), count: 1)) }
        }
        try write(all[..<20] + [forged, unchained] + all[20...])
        #expect(try fault(store) == .added(line(21), count: 2))
    }

    @Test("No change of a byte, removal or insertion anywhere is missed", arguments: 0..<8)
    func everyChange(seed: Int) throws {
        let (store, _) = try written(12)
        let original = try Data(contentsOf: URL(fileURLWithPath: log))
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<40 {
            var bytes = original
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
            try bytes.write(to: URL(fileURLWithPath: log))
            let report = try Verification(store: store).log(at: log)
            // Without its end the last line is one that is being written, and the one before is the last: also missed.
            #expect(report.fault != nil, "byte \(place) of \(original.count), seed \(seed)")
        }
    }

    @Test("A database that was changed is told by the event, the latest one by the hash that the next is to carry")
    func database() throws {
        let (store, _) = try written(10)
        let sequences = try store.events().map(\.sequence)
        for index in [3, 9] {
            let sql =
                "UPDATE events SET body = cast(replace(cast(body AS TEXT), 'yard', 'gate') AS BLOB) WHERE sequence = "
            #expect(try sqlite(sql + "\(sequences[index])") == 0)
            let fault = try Verification(store: store).database().fault
            #expect(fault == .changed(LinePlace(file: nil, line: sequences[index])))
            let back = sql.replacingOccurrences(of: "'yard', 'gate'", with: "'gate', 'yard'")
            #expect(try sqlite(back + "\(sequences[index])") == 0)
        }
        #expect(try store.removeSettled(before: nil, limit: 4) == 4)
        #expect(try Verification(store: store).database().fault == nil, "what age removed is no fault")
    }

    private func sqlite(_ statement: String) throws -> Int32? {
        let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        return try RunningProcess("python3", ["-c", script, folder.file("events.db"), statement])
            .exitStatus(within: 20)
    }
}
