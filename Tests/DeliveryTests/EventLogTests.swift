import Delivery
import Digests
import Events
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Event log")
struct EventLogTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.file("events.jsonl")
    }

    private func lines(_ name: String = "events.jsonl") throws -> [Int] {
        try Line.all(of: folder.file(name)).map(\.number)
    }

    private func write(_ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: path))
    }

    @Test(
        "Lines are the events' own bytes, in order, each with the hash of the one before",
        arguments: [
            EventLog.SyncPolicy.everyBatch, .interval(.milliseconds(5)), .never,
        ])
    func lines(sync: EventLog.SyncPolicy) throws {
        let delivering = try Delivering(log: path, sync: sync)
        let events = Sample.events(1_000)
        delivering.submit(events)
        delivering.outbox.close(within: .seconds(30))
        var chain = HashChain()
        let expected = try events.map { event in
            let line = try event.json(previousHash: chain.previous)
            chain.append(line)
            return line + [UInt8(ascii: "\n")]
        }.joined()
        #expect(FileManager.default.contents(atPath: path) == Data(expected))
        #expect(
            delivering.outbox.counts[0].delivered == 1_000 && delivering.outbox.counts[0].queued == 0)
    }

    @Test("Four threads, a thousand events each: every line whole, each camera's order kept")
    func concurrent() async throws {
        let delivering = try Delivering(log: path)
        let outbox = delivering.outbox
        await withTaskGroup { group in
            for camera in ["a", "b", "c", "d"] {
                group.addTask {
                    for number in 1...1_000 { outbox.submit(Sample.event(number, camera: camera)) }
                }
            }
        }
        outbox.close(within: .seconds(30))
        let byCamera = Dictionary(grouping: try Line.all(of: path), by: \.source)
        #expect(byCamera.count == 4)
        for lines in byCamera.values { #expect(lines.map(\.number) == Array(1...1_000)) }
    }

    @Test("A file that was moved away is left alone and a new one begun", arguments: [false, true])
    func rotation(told: Bool) throws {
        let delivering = try Delivering(log: path)
        delivering.submit(Sample.events(3))
        try delivering.awaitDelivered(3)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        if told { delivering.outbox.reopenLog() }
        delivering.submit([Sample.event(4)])
        try delivering.awaitDelivered(4)
        #expect(try lines("events.jsonl.1") == [1, 2, 3])
        #expect(try lines() == [4])
    }

    @Test("A file that was removed, folder and all, is begun again")
    func removal() throws {
        let nested = folder.file("deep/er/events.jsonl")
        let delivering = try Delivering(log: nested)
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1)
        try FileManager.default.removeItem(atPath: folder.file("deep"))
        delivering.submit([Sample.event(2)])
        try delivering.awaitDelivered(2)
        #expect(try lines("deep/er/events.jsonl") == [2])
    }

    @Test("Copying and truncating in place leaves no hole")
    func copyTruncate() throws {
        let delivering = try Delivering(log: path)
        delivering.submit(Sample.events(3))
        try delivering.awaitDelivered(3)
        try FileManager.default.copyItem(atPath: path, toPath: path + ".1")
        #expect(truncate(path, 0) == 0)
        delivering.submit([Sample.event(4)])
        try delivering.awaitDelivered(4)
        #expect(try lines("events.jsonl.1") == [1, 2, 3])
        #expect(try lines() == [4])
    }

    @Test("A large file is moved away and compressed; together they are the whole log, and the oldest go")
    func rotationBySize() throws {
        let rotation = LogRotation(bytes: 20_000, keptFiles: 100)
        let delivering = try Delivering(log: path, rotation: rotation)
        for number in 1...20 {
            delivering.submit((1...25).map { Sample.event((number - 1) * 25 + $0) })
            try delivering.awaitDelivered(25 * number)
        }
        delivering.outbox.close(within: .seconds(30))
        // What was rotated last may be left to the next start.
        let again = try Delivering(log: path, rotation: rotation)
        let names = try poll(seconds: 60) {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            let rotated = names.filter { $0.hasPrefix("events.jsonl-") }
            return rotated.count >= 3 && rotated.allSatisfy { $0.hasSuffix("Z.gz") } ? rotated : nil
        }
        again.outbox.close(within: .seconds(10))
        let whole = try names.flatMap { try unzipped(folder.file($0)) } + Array(Data(contentsOf: URL(filePath: path)))
        try Data(whole).write(to: URL(filePath: folder.file("whole.jsonl")))
        #expect(try lines("whole.jsonl") == Array(1...500))

        let few = try Delivering(log: path, rotation: LogRotation(bytes: 20_000, keptFiles: 1))
        _ = try poll(seconds: 60) {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            return names.count { $0.hasPrefix("events.jsonl-") } == 1 ? true : nil
        }
        few.outbox.close(within: .seconds(10))
        #expect(FileManager.default.fileExists(atPath: folder.file(names[names.count - 1])))
    }

    /// By Python's own gzip.
    private func unzipped(_ path: String) throws -> [UInt8] {
        let plain = path + ".plain"
        let script = "import gzip, sys; open(sys.argv[2], 'wb').write(gzip.open(sys.argv[1]).read())"
        #expect(try RunningProcess("python3", ["-c", script, path, plain]).exitStatus(within: 20) == 0)
        defer { try? FileManager.default.removeItem(atPath: plain) }
        return [UInt8](try Data(contentsOf: URL(filePath: plain)))
    }

    @Test("copytruncate loses no line and repeats none, however much is written meanwhile", arguments: 1...5)
    func copyTruncateUnderLoad(round: Int) throws {
        let delivering = try Delivering(log: path)
        let outbox = delivering.outbox
        // On a thread of its own: a task might never get one while this test waits. It goes on while a file is copied, and is
        // never so far ahead that nothing is written between two copies.
        let allowed = Mutex(0)
        let submitting = Thread {
            for number in 1...2_000 {
                while number > allowed.withLock({ $0 }) { sched_yield() }
                outbox.submit(Sample.event(number))
            }
        }
        submitting.start()
        for copy in 1...5 {
            allowed.withLock { $0 = copy * 300 + 250 }
            try delivering.awaitDelivered(copy * 300)
            try? FileManager.default.copyItem(atPath: path, toPath: path + ".\(copy)")
            try delivering.awaitDelivered(copy * 300 + 20 * (round - 1))
            #expect(truncate(path, 0) == 0)
        }
        allowed.withLock { $0 = 2_000 }
        _ = try poll(seconds: 60) { submitting.isFinished ? true : nil }
        // What was written between a copy and its truncation is missed, and written again, with the next event.
        delivering.submit([Sample.event(2_001)])
        _ = try poll(seconds: 60) { try allLines().last == 2_001 ? true : nil }
        outbox.close(within: .seconds(30))
        #expect(try allLines() == Array(1...2_001))
    }

    private func allLines() throws -> [Int] {
        try (1...5).flatMap { try lines("events.jsonl.\($0)") } + lines()
    }

    @Test(
        "A last line that a crash tore is cut off, at every place where it can tear", arguments: 1...40)
    func torn(kept: Int) throws {
        let whole = try Sample.event(1).json() + [UInt8(ascii: "\n")]
        let next = try Sample.event(2).json()
        let part = next.prefix(kept * next.count / 41)
        try write(Data(whole + part))
        let delivering = try Delivering(log: path)
        delivering.submit([Sample.event(3)])
        try delivering.awaitDelivered(1)
        #expect(try lines() == [1, 3])
        #expect(delivering.diary.count("torn by a crash") == 1)
    }

    @Test("A whole last event that lacks only its line's end is kept")
    func unended() throws {
        try write(Data(try Sample.event(1).json()))
        let delivering = try Delivering(log: path)
        delivering.submit([Sample.event(2)])
        try delivering.awaitDelivered(1)
        #expect(try lines() == [1, 2])
    }

    @Test("A long tail that cannot be an event is not cut off")
    func foreign() throws {
        let foreign = Data(repeating: 0x41, count: 3 << 20)
        try write(foreign)
        let delivering = try Delivering(log: path)
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1)
        let data = try #require(FileManager.default.contents(atPath: path))
        #expect(data.starts(with: foreign + Data([UInt8(ascii: "\n")])))
        #expect(data.count { $0 == UInt8(ascii: "\n") } == 2)
    }

    @Test("What cannot be written waits, is said once, and is written when it can be")
    func obstructed() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let delivering = try Delivering(log: path)
        delivering.submit(Sample.events(2_000))
        try delivering.wait { $0.failed >= 2 && $0.queued == 2_000 }
        #expect(delivering.outbox.counts[0].lastError?.contains("name a file, not a directory") == true)
        try FileManager.default.removeItem(atPath: path)
        try delivering.awaitDelivered(2_000)
        #expect(try lines() == Array(1...2_000))
        #expect(
            delivering.diary.count("cannot be written") == 1
                && delivering.diary.count("written again") == 1)
    }

    @Test("A full device neither stops the rest nor is passed over in silence")
    func fullDevice() throws {
        let receiver = try Receiver(in: folder)
        let delivering = try Delivering(log: "/dev/full", to: [.quick(receiver.url)])
        delivering.submit(Sample.events(20))
        try delivering.awaitDelivered(20, sink: 1)
        try delivering.wait { $0.failed >= 1 }
        delivering.outbox.close(within: .seconds(2))
        let log = delivering.outbox.counts[0]
        #expect(log.delivered == 0 && log.allDropped == 0 && log.queued == 20)
        #expect(delivering.diary.count("No space left on device; free space") == 1)
        #expect(delivering.diary.count("events wait for the next start") == 1)
        #expect(receiver.accepted.map(\.number) == Array(1...20))
    }

    @Test(
        "On a full disk no line is torn, and with space again none is missing",
        .enabled(if: SmallDisk.canBeMounted, "mounting a small tmpfs needs root"))
    func fullDisk() throws {
        let disk = try #require(SmallDisk(in: folder, kilobytes: 64))
        defer { withExtendedLifetime(disk) {} }
        let log = disk.path + "/events.jsonl"
        let filler = disk.path + "/filler"
        try Data(repeating: 0, count: 30_000).write(to: URL(fileURLWithPath: filler))
        let delivering = try Delivering(log: log)
        let total = 110
        for number in 1...total { delivering.outbox.submit(Sample.event(number)) }
        try delivering.wait { $0.failed >= 1 }
        let before = try Line.all(of: log).map(\.number)
        #expect(before == Array(1...before.count) && before.count < total)
        #expect(FileManager.default.contents(atPath: log)?.last == UInt8(ascii: "\n"))
        try FileManager.default.removeItem(atPath: filler)
        try delivering.awaitDelivered(total)
        delivering.outbox.close(within: .seconds(10))
        #expect(try Line.all(of: log).map(\.number) == Array(1...total))
    }
}

/// A file system of a few pages, gone with its test.
final class SmallDisk {
    let path: String

    static let canBeMounted = (try? Folder()).map { SmallDisk(in: $0, kilobytes: 4) != nil } ?? false

    /// Goes after the disk in it.
    private let folder: Folder

    init?(in folder: Folder, kilobytes: Int) {
        self.folder = folder
        path = folder.file("disk")
        guard mkdir(path, 0o700) == 0, mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0
        else { return nil }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }
}
