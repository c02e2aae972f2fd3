import Daemon
import Foundation
import Settings
import TestSupport
import Testing

@Suite("Where state and log are")
struct StatePlacesTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "vedette-places-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func places(_ change: (inout Configuration) -> Void, _ environment: [String: String] = [:]) -> StatePlaces {
        var configuration = Configuration()
        change(&configuration)
        return StatePlaces(configuration: configuration, environment: environment)
    }

    @Test("What the configuration names goes before all, then what systemd made")
    func named() {
        let environment = ["STATE_DIRECTORY": "/made:/other", "LOGS_DIRECTORY": "/logs"]
        #expect(places({ $0.state.directory = "/named" }, environment).state == "/named")
        let made = places({ _ in }, environment)
        #expect(made.state == "/made" && made.log == "/logs/events.jsonl")
        let logged = places({ $0.events.log.path = "/elsewhere/e.jsonl" }, environment)
        #expect(logged.state == "/made" && logged.log == "/elsewhere/e.jsonl")
    }

    @Test("Beside a log that is named, where that can be made")
    func besideTheLog() {
        #expect(places { $0.events.log.path = folder + "/events.jsonl" }.state == folder + "/events.state")
        #expect(places { $0.events.log.path = folder + "/new/all" }.state == folder + "/new/all.state")
        let standardOutput = places { $0.events.log.path = "/dev/stdout" }
        #expect(!standardOutput.state.hasPrefix("/dev/") && standardOutput.log == "/dev/stdout")
    }

    @Test(
        "An ordinary user finds a place at home, for the log too",
        .enabled(if: access("/var/lib", W_OK) != 0, "this user may write to /var/lib"))
    func ordinaryUser() {
        let found = places({ _ in }, ["HOME": folder])
        #expect(found.state == folder + "/.local/state/vedette" && found.log == found.state + "/events.jsonl")
        let other = places({ _ in }, ["HOME": folder, "XDG_STATE_HOME": folder + "/x"])
        #expect(other.state == folder + "/x/vedette")
    }

    @Test("Who looks finds the one that is there")
    func existing() throws {
        let places = places({ $0.events.log.path = folder + "/events.jsonl" }, ["XDG_STATE_HOME": folder + "/x"])
        try FileManager.default.createDirectory(atPath: folder + "/x/vedette", withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: folder + "/x/vedette/events.db"))
        #expect(places.state == folder + "/events.state" && places.existingState == folder + "/x/vedette")
    }
}
