import Clocks
import Daemon
import FoundationEssentials
import Glibc
import Status
import TestSupport
import Testing

@Suite("The daemon's own file")
struct RunFileTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.path + "/vedette-run-\(UUID().uuidString)"
    }

    @Test("Where none was made, no daemon is found")
    func absent() {
        #expect(throws: RunFile.Failure.notRunning) { try RunFile.read(in: folder()) }
    }

    @Test("A file that a dead daemon left is no daemon: the lock ended with it")
    func stale() throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(#"{"version":"0","started":"2026-01-01T00:00:00Z","asked":1,"done":1}"#.utf8).write(
            to: URL(filePath: folder + "/daemon.json"))
        #expect(throws: RunFile.Failure.notRunning) { try RunFile.read(in: folder) }
    }

    @Test("A folder that cannot be made is told of by what the system says")
    func impossible() {
        #expect(throws: RunFile.Failure.system(ENOTDIR)) { try RunFile(in: "/dev/null/vedette") }
    }
}

@Suite("Reloads asked for")
struct ReloadDeskTests {
    @Test("Each that was asked for is served, several at once by one attempt, and counted by how it went")
    func served() throws {
        let desk = ReloadDesk(service: ServiceManager(environment: [:]))
        #expect(desk.ask() == 1)
        #expect(desk.ask() == 2)
        desk.open(nil, status: { "" }) {
            ReloadOutcome(time: .now(), succeeded: desk.reloads.done == 0, messages: ["after \(desk.reloads.done)"])
        }
        let first = try poll(seconds: 20) { desk.reloads.done == 2 ? desk.reloads : nil }
        #expect(first.succeeded == 1 && first.failed == 0 && first.last?.messages == ["after 0"])
        #expect(desk.ask() == 3)
        let second = try poll(seconds: 20) { desk.reloads.done == 3 ? desk.reloads : nil }
        #expect(second.succeeded == 1 && second.failed == 1 && second.last?.succeeded == false)
        desk.close()
    }
}
