import Clocks
import Delivery
import Digests
import Events
import Foundation
import TestSupport
import Testing

@Suite("Outbox")
struct OutboxTests {
    private let folder: Folder
    private let state: String
    private let log: String

    init() throws {
        folder = try Folder()
        state = folder.file("state")
        log = folder.file("events.jsonl")
    }

    private var database: String { state + "/events.db" }

    /// The log's lines form one chain from its first to its last.
    private func expectChain(_ path: String? = nil) throws {
        struct Link: Decodable { let previoushash: String }
        let data = try #require(FileManager.default.contents(atPath: path ?? log))
        var chain: HashChain?
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let link = try JSONDecoder().decode(Link.self, from: line)
            if let chain { #expect(link.previoushash == chain.previous) }
            chain = HashChain(after: Array(line))
        }
    }

    private func types() throws -> [String] {
        struct Typed: Decodable { let type: String }
        let data = FileManager.default.contents(atPath: log) ?? Data()
        return try data.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Typed.self, from: $0).type
        }
    }

    @Test(
        "What was submitted is in the database, in the log and at the receiver, and the chain goes on over restarts"
    )
    func restart() throws {
        let receiver = try Receiver(in: folder)
        for round in 0..<3 {
            let delivering = try Delivering(log: log, to: [.quick(receiver.url)], state: state)
            delivering.submit(
                (1...20).map { Sample.event(round * 20 + $0, camera: $0.isMultiple(of: 2) ? "a" : "b") })
            delivering.outbox.close(within: .seconds(30))
        }
        let lines = try Line.all(of: log)
        #expect(lines.count == 60 && Set(lines.map(\.id)).count == 60)
        try expectChain()
        #expect(receiver.requests.count == 60)
        for camera in ["/box/a", "/box/b"] {
            let expected = lines.filter { $0.source == camera }.map(\.id)
            #expect(receiver.accepted.filter { $0.source == camera }.map(\.id) == expected)
        }
        let store = try EventStore(path: database, role: .reader)
        #expect(try store.events().map(\.id) == lines.map(\.id))
        #expect(
            try store.sinks().map(\.waiting) == [0, 0]
                && store.sinks().map(\.totals.delivered) == [60, 60])
    }

    @Test("Of two daemons with one state folder, the second is refused and told who has it")
    func inUse() throws {
        let delivering = try Delivering(state: state)
        #expect(throws: StoreError.inUse(path: state, by: Int(getpid()))) {
            try Delivering(state: state, patience: 0)
        }
        delivering.outbox.close(within: .seconds(60))
        _ = try Delivering(state: state, patience: 0)
    }

    @Test("A state folder that cannot be made is refused with what to do")
    func inaccessible() throws {
        try Data().write(to: URL(fileURLWithPath: state))
        #expect {
            try Delivering(state: state)
        } throws: {
            "\($0)".contains("must be able to write to its folder")
        }
    }

    @Test(
        "A line that the log has, though the database does not know it, is not written twice",
        arguments: [false, true])
    func logAhead(isTorn: Bool) throws {
        do {
            let delivering = try Delivering(log: log, state: state)
            delivering.submit(Sample.events(10))
            delivering.outbox.close(within: .seconds(30))
        }
        // As after kill -9 between the write and the cursor's commit.
        try sqlite("UPDATE sinks SET cursor = 3")
        if isTorn {
            let size = try #require(FileManager.default.contents(atPath: log)).count
            #expect(truncate(log, size - 40) == 0)
        }
        let delivering = try Delivering(log: log, state: state)
        delivering.submit([Sample.event(11)])
        delivering.outbox.close(within: .seconds(30))
        #expect(try Line.all(of: log).map(\.number) == Array(1...11))
        try expectChain()
    }

    @Test("Lines that a power cut took, though the database counted them, are written again")
    func logBehind() throws {
        do {
            let delivering = try Delivering(log: log, state: state)
            delivering.submit(Sample.events(10))
            delivering.outbox.close(within: .seconds(30))
        }
        let lines = try #require(FileManager.default.contents(atPath: log)).split(
            separator: UInt8(ascii: "\n"))
        try Data(lines.prefix(4).flatMap { $0 + [UInt8(ascii: "\n")] }).write(
            to: URL(fileURLWithPath: log))
        let delivering = try Delivering(log: log, state: state)
        try delivering.awaitDelivered(6)
        #expect(try Line.all(of: log).map(\.number) == Array(1...10))
        try expectChain()
    }

    @Test(
        "A damaged database is moved aside and said; the log and the receivers miss nothing that the log has"
    )
    func damagedAtStart() throws {
        let receiver = try Receiver(in: folder, plan: Array(repeating: "503", count: 3))
        let events = Sample.events(30)
        do {
            let silent = Webhook.Configuration.quick("http://127.0.0.1:1/")
            var named = silent
            named.name = "receiver"
            let delivering = try Delivering(log: log, to: [named], state: state)
            delivering.submit(events)
            try delivering.awaitDelivered(30)
            delivering.outbox.close(within: .seconds(2))
        }
        try Data(repeating: 0x55, count: 50_000).write(to: URL(fileURLWithPath: database))
        var named = Webhook.Configuration.quick(receiver.url)
        named.name = "receiver"
        let delivering = try Delivering(log: log, to: [named], state: state)
        try delivering.awaitDelivered(31, sink: 1)
        try delivering.awaitDelivered(1, sink: 0)
        #expect(receiver.accepted.prefix(30).map(\.id) == events.map(\.id.description))
        #expect(try types().last == "vedette.outbox.replaced")
        try expectChain()
        #expect(delivering.diary.count("outbox is damaged") == 1)
        let kept = try FileManager.default.contentsOfDirectory(atPath: state).filter {
            $0.contains(".damaged-")
        }
        #expect(kept.count == 1)
    }

    @Test("What every receiver had before the damage is not sent again")
    func marks() throws {
        let receiver = try Receiver(in: folder)
        for _ in 0..<2 {
            let delivering = try Delivering(log: log, to: [.quick(receiver.url)], state: state)
            delivering.submit(Sample.events(20))
            delivering.outbox.close(within: .seconds(30))
            try Data(repeating: 0x55, count: 50_000).write(to: URL(fileURLWithPath: database))
        }
        let ids = receiver.requests.compactMap(\.id)
        #expect(ids.count == 41 && Set(ids).count == 41)
    }

    @Test("Damage that is found while it runs costs no event that the log has", arguments: 1...3)
    func damagedMeanwhile(round: Int) throws {
        let receiver = try Receiver(in: folder, options: ["--fail-share", "0.3", "--seed", "\(round)"])
        let delivering = try Delivering(log: log, to: [.quick(receiver.url)], state: state)
        for number in 1...300 {
            delivering.outbox.submit(Sample.event(number, camera: "c\(number % 4)"))
            if number == 100 * round { try scribble() }
        }
        try delivering.wait { $0.delivered >= 300 && $0.queued == 0 }
        try delivering.wait(until: { $0.queued == 0 }, sink: 1)
        delivering.outbox.close(within: .seconds(30))
        let lines =
            FileManager.default.contents(atPath: log)?.split(separator: UInt8(ascii: "\n")) ?? []
        let logged = Set(try lines.map { try JSONDecoder().decode(Identified.self, from: $0).id })
        let received = Set(receiver.requests.compactMap(\.id))
        #expect(logged.subtracting(received).isEmpty)
        try expectChain()
    }

    private struct Identified: Decodable { let id: String }

    @Test("Events that the database lost the end with, as by a lost write-ahead log, are taken from the log")
    func databaseBehind() throws {
        let receiver = try Receiver(in: folder)
        func run(_ numbers: ClosedRange<Int>, to url: String) throws {
            var webhook = Webhook.Configuration.quick(url)
            webhook.name = "receiver"
            let delivering = try Delivering(log: log, to: [webhook], state: state)
            delivering.submit(numbers.map { Sample.event($0) })
            try delivering.awaitDelivered(numbers.count)
            delivering.outbox.close(within: .seconds(10))
        }
        try run(1...10, to: receiver.url)
        try FileManager.default.copyItem(atPath: database, toPath: folder.file("older.db"))
        try run(11...20, to: "http://127.0.0.1:1/")
        try FileManager.default.removeItem(atPath: database)
        try FileManager.default.moveItem(atPath: folder.file("older.db"), toPath: database)
        try run(21...30, to: receiver.url)
        #expect(try Line.all(of: log).map(\.number) == Array(1...30))
        try expectChain()
        #expect(receiver.accepted.map(\.number) == Array(1...30))
    }

    @Test("A database that somebody removed is filled from the log")
    func removed() throws {
        let receiver = try Receiver(in: folder)
        var webhook = Webhook.Configuration.quick("http://127.0.0.1:1/")
        webhook.name = "receiver"
        do {
            let delivering = try Delivering(log: log, to: [webhook], state: state)
            delivering.submit(Sample.events(10))
            try delivering.awaitDelivered(10)
            delivering.outbox.close(within: .seconds(10))
        }
        try FileManager.default.removeItem(atPath: database)
        webhook.url = receiver.url
        let delivering = try Delivering(log: log, to: [webhook], state: state)
        try delivering.awaitDelivered(11, sink: 1)
        delivering.outbox.close(within: .seconds(10))
        #expect(try types().last == "vedette.outbox.replaced")
        try expectChain()
    }

    @Test("An event whose bytes were changed in the database is not sent as it is there, but as the log has it")
    func changedBody() throws {
        let receiver = try Receiver(in: folder)
        var webhook = Webhook.Configuration.quick("http://127.0.0.1:1/")
        webhook.name = "receiver"
        let events = Sample.events(5)
        do {
            let delivering = try Delivering(log: log, to: [webhook], state: state)
            delivering.submit(events)
            try delivering.awaitDelivered(5)
            delivering.outbox.close(within: .seconds(10))
        }
        try sqlite(
            "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'motion', 'm0tion') AS BLOB) WHERE sequence = 3")
        webhook.url = receiver.url
        let delivering = try Delivering(log: log, to: [webhook], state: state)
        try delivering.awaitDelivered(6, sink: 1)
        delivering.outbox.close(within: .seconds(10))
        #expect(receiver.accepted.prefix(5).map(\.id) == events.map(\.id.description))
        #expect(receiver.requests.allSatisfy { !$0.body.contains("m0tion") })
        #expect(delivering.diary.count("an event is not what was committed") == 1)
    }

    /// Overwrites the middle of the database and of its write-ahead log, as a dying disk might.
    private func scribble() throws {
        for path in [database, database + "-wal"] {
            guard let handle = FileHandle(forWritingAtPath: path) else { continue }
            let size = try handle.seekToEnd()
            try handle.seek(toOffset: size / 3)
            try handle.write(contentsOf: Data(repeating: 0x5A, count: Int(size / 3)))
            try handle.close()
        }
    }

    @Test("410 is told as an event, and the sink's name is in it")
    func gone() throws {
        let receiver = try Receiver(in: folder, plan: ["410"])
        let delivering = try Delivering(log: log, to: [.quick(receiver.url)], state: state)
        delivering.submit(Sample.events(3))
        _ = try poll(seconds: 30) { try types().contains("vedette.sink.disabled") ? true : nil }
        delivering.outbox.close(within: .seconds(10))
        #expect(try types().count == 4)
        let store = try EventStore(path: database, role: .operator)
        #expect(try store.deliveries(.dead).count == 3)
        #expect(try store.retryDead() == 3)
        let again = try Delivering(log: log, to: [.quick(receiver.url)], state: state)
        try again.awaitDelivered(3, sink: 1)
    }

    @Test(
        "Events that another process puts back into a queue go out while the daemon runs, and retried dead letters too"
    )
    func requeued() throws {
        let receiver = try Receiver(in: folder, plan: Array(repeating: "400", count: 12))
        let delivering = try Delivering(log: log, to: [.quick(receiver.url)], state: state)
        delivering.submit(Sample.events(5))
        try delivering.awaitDelivered(4, sink: 1)
        try delivering.wait(until: { $0.dead == 1 && $0.queued == 0 }, sink: 1)
        let store = try EventStore(path: database, role: .operator)
        _ = try poll(seconds: 30) { try store.sinks()[1].waiting == 0 ? true : nil }
        #expect(try store.retryDead() == 1)
        try delivering.awaitDelivered(5, sink: 1)
        let name = try store.sinks()[1].name
        _ = try poll(seconds: 30) { try store.sinks()[1].waiting == 0 ? true : nil }
        #expect(try store.requeue(EventQuery(), sink: name) == 5)
        try delivering.awaitDelivered(10, sink: 1)
        #expect(receiver.accepted.map(\.number) == [2, 3, 4, 5, 1])
        let ids = try store.events().map(\.id)
        #expect(receiver.requests.suffix(5).map(\.id) == ids)
    }

    @Test(
        "Beyond its size the outbox drops what is delivered first, then the oldest; counted, said, and told as an event"
    )
    func bounds() throws {
        let bound = Retention(longest: nil, bytes: 600_000)
        let delivering = try Delivering(
            log: log, to: [.quick("http://127.0.0.1:1/")], state: state, retention: bound)
        for number in 1...4_000 { delivering.outbox.submit(Sample.event(number)) }
        try delivering.wait(until: { $0.dropped[.overflow, default: 0] > 0 }, sink: 1)
        _ = try poll(seconds: 60) { try types().contains("vedette.outbox.dropped") ? true : nil }
        try delivering.wait { $0.delivered > 4_000 && $0.queued == 0 }
        delivering.outbox.close(within: .seconds(60))
        #expect(try Line.all(of: log).map(\.number) == Array(1...4_000))
        try expectChain()
        let counts = delivering.outbox.counts[1]
        #expect(counts.accepted == counts.queued + counts.allDropped)
        #expect(delivering.diary.count("outbox is full") >= 1)
        let store = try EventStore(path: database, role: .reader)
        #expect(try store.sinks()[1].totals.lost == counts.dropped[.overflow])
        #expect(try store.sinks()[0].totals.lost == 0)
    }

    @Test(
        "With the disk full events wait in memory; with space again all of them arrive",
        .enabled(if: SmallDisk.canBeMounted, "mounting a small tmpfs needs root"))
    func fullDisk() throws {
        let disk = try #require(SmallDisk(in: folder, kilobytes: 1_000))
        defer { withExtendedLifetime(disk) {} }
        let receiver = try Receiver(in: folder)
        let filler = disk.path + "/filler"
        let delivering = try Delivering(
            log: log, to: [.quick(receiver.url)], state: disk.path + "/state")
        delivering.submit([Sample.event(1)])
        try delivering.awaitDelivered(1, sink: 1)
        _ = FileManager.default.createFile(atPath: filler, contents: nil)
        let handle = try #require(FileHandle(forWritingAtPath: filler))
        while (try? handle.write(contentsOf: Data(count: 4096))) != nil {}
        try handle.close()
        var submitted = 1
        _ = try poll(seconds: 60) {
            for _ in 0..<100 {
                submitted += 1
                delivering.outbox.submit(Sample.event(submitted))
            }
            return delivering.outbox.condition.trouble != nil ? true : nil
        }
        #expect(delivering.outbox.condition.trouble?.contains("no space left") == true)
        #expect(delivering.diary.count("outbox cannot be written") == 1)
        try FileManager.default.removeItem(atPath: filler)
        try delivering.awaitDelivered(submitted, sink: 0)
        try delivering.awaitDelivered(submitted, sink: 1)
        delivering.outbox.close(within: .seconds(10))
        #expect(try Line.all(of: log).map(\.number) == Array(1...submitted))
        #expect(receiver.accepted.map(\.number) == Array(1...submitted))
        try expectChain()
    }

    @Test("A database of a later version stops the start, and is left as it is")
    func newer() throws {
        do {
            let delivering = try Delivering(state: state)
            delivering.outbox.close(within: .seconds(10))
        }
        try sqlite("INSERT INTO grdb_migrations VALUES ('9: from the future')")
        #expect(throws: StoreError.newer(path: database)) { try Delivering(state: state) }
    }

    /// Python's own SQLite, which every Debian has.
    private func sqlite(_ statements: String) throws {
        let script =
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()"
        #expect(
            try RunningProcess("python3", ["-c", script, database, statements]).exitStatus(within: 20)
                == 0)
    }
}
