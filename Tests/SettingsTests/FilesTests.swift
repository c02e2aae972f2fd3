import Foundation
import Settings
import Synchronization
import TestSupport
import Testing

private func write(generation: Int, to folder: String) throws {
    for name in ["a", "b"] {
        let text = "source: rtsp://h/\(generation)\n" + String(repeating: "# filler\n", count: 2_000)
        try Data(text.utf8).write(to: URL(filePath: folder + "\(name).yaml"), options: .atomic)
    }
}

@Suite("Several files, credentials, and what a listener needs")
struct FilesTests {
    private func folder(_ main: String, _ cameras: [String: String]) throws -> Folder {
        let folder = try Folder()
        try folder.write("vedette.yaml", main)
        try FileManager.default.createDirectory(atPath: folder.path + "/cameras", withIntermediateDirectories: true)
        for (name, text) in cameras { try folder.write("cameras/" + name, text) }
        return folder
    }

    private func load(_ folder: Folder, _ environment: [String: String] = [:]) throws(ConfigurationErrors)
        -> Configuration
    {
        try Configuration.load(path: folder.path + "/vedette.yaml", environment: environment).configuration
    }

    private func errors(_ folder: Folder, _ environment: [String: String] = [:]) -> [String] {
        do throws(ConfigurationErrors) {
            _ = try load(folder, environment)
            return []
        } catch {
            return error.errors.map { $0.description.replacing(folder.path + "/", with: "") }
        }
    }

    @Test("Where events are kept is read without what the environment lacks, and with its own mistakes only")
    func places() throws {
        let folder = try folder(
            """
            cameras: {gate: {source: "rtsp://u:${NO_SUCH_PASSWORD}@h/1"}}
            state: {directory: state}
            events: {log: {path: "${LOGS}/events.jsonl"}, webhooks: [{url: https://h/, secret: "${NO_SUCH_SECRET}"}]}
            """, [:])
        let path = folder.path + "/vedette.yaml"
        let places = try Configuration.places(path: path, environment: ["LOGS": "/logs"])
        #expect(places.state.directory == folder.path + "/state" && places.events.log.path == "/logs/events.jsonl")
        #expect(throws: ConfigurationErrors.self) { try Configuration.places(path: path, environment: [:]) }
        try folder.write("vedette.yaml", "\u{FEFF}cameras: {}\n")
        let standard = try Configuration.places(path: path, environment: [:])
        #expect(standard.state.directory == nil && standard.events.log.path == "/var/log/vedette/events.jsonl")
        for broken in ["state: {folder: x}", "state: [", "events: {log: {path: }}", "state: {directory: ~/x}"] {
            try folder.write("vedette.yaml", broken)
            #expect(throws: ConfigurationErrors.self, "\(broken)") {
                try Configuration.places(path: path, environment: [:])
            }
        }
        #expect(throws: ConfigurationErrors.self) {
            try Configuration.places(path: folder.path + "/no.yaml", environment: [:])
        }
    }

    @Test func aFileIsACamera() throws {
        let folder = try folder(
            "defaults: {decode: keyframes}\ncameras: {gate: {source: rtsp://h/1}}\n",
            [
                "yard.yaml": "source: file:url\nzones: {porch: [[0, 0], [1, 0], [1, 1]]}\n",
                "porch.yaml": "source: rtsp://h/2",
                ".hidden.yaml": "nonsense", "notes.txt": "nonsense", "yard.yaml~": "nonsense",
            ])
        try folder.write("cameras/url", "rtsp://h/3\n")
        let cameras = try load(folder).cameras
        #expect(cameras.map(\.name) == ["gate", "porch", "yard"])
        #expect(cameras.map(\.decode) == [.keyframes, .keyframes, .keyframes])
        #expect(cameras[2].source.url.revealed() == "rtsp://h/3")
        #expect(cameras[2].zones.map(\.name) == ["porch"])
    }

    @Test func theMainFileNeedNotNameAny() throws {
        let folder = try folder("log_level: debug\n", ["yard.yaml": "source: rtsp://h/2"])
        #expect(try load(folder).cameras.map(\.name) == ["yard"])
    }

    @Test func errorsOfAllFilesComeAtOnceWithTheirPlaces() throws {
        let folder = try folder(
            "log_level: loud\n",
            [
                "a.yaml": "source: rtsp://h/\ndetect: {fps: 100}\n", "b.yaml": "", "B C.yaml": "source: rtsp://h/",
                "d.yaml": "detect: {labels: [wolf]}\nsource: rtsp://h/", "e.yaml": "- x\n",
            ])
        let found = errors(folder)
        #expect(found.count == 6)
        #expect(found.contains { $0.hasPrefix("vedette.yaml:1:12: `log_level` is `loud`") })
        #expect(found.contains { $0.hasPrefix("cameras/a.yaml:2:15: `cameras.a.detect.fps` is `100`") })
        #expect(found.contains("cameras/b.yaml:1:1: the file is empty; `source` at least must stand in it"))
        #expect(
            found.contains { $0.hasPrefix("cameras/B C.yaml:1:1: the file's name is the camera's, and `B C` is none") })
        #expect(found.contains { $0.hasPrefix("cameras/d.yaml:1:19: the model knows no label `wolf`") })
        #expect(found.contains { $0.hasPrefix("cameras/e.yaml:1:1: `cameras.e` is a list") })
    }

    @Test func aCameraStandsOnce() throws {
        let folder = try folder("cameras: {yard: {source: rtsp://h/1}}\n", ["yard.yaml": "source: rtsp://h/2"])
        #expect(
            errors(folder) == [
                "cameras/yard.yaml:1:1: the camera `yard` stands in vedette.yaml too; take one of them out"
            ])
    }

    @Test func aCameraFileThatCannotBeReadIsAnError() throws {
        let folder = try folder("log_level: debug\n", [:])
        try FileManager.default.createDirectory(
            atPath: folder.path + "/cameras/x.yaml", withIntermediateDirectories: true)
        #expect(errors(folder) == ["cameras/x.yaml:1:1: cannot read the file: Is a directory"])
    }

    @Test func noHalfOfAChangeIsEverRead() throws {
        let folder = try folder("log_level: debug\n", [:])
        let cameras = folder.path + "/cameras/"
        try write(generation: 0, to: cameras)
        // On a thread of its own: a task might never get one while this test reads.
        let failure = Mutex<(any Error)?>(nil)
        let writer = Thread {
            do {
                for generation in 1...200 { try write(generation: generation, to: cameras) }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        writer.start()
        var seen: Set<String> = []
        while !seen.contains("rtsp://h/200") {
            try failure.withLock { if let error = $0 { throw error } }
            do throws(ConfigurationErrors) {
                let urls = try load(folder).cameras.map { $0.source.url.revealed() }
                // Two files changed one after the other may be of two generations, never a torn file.
                #expect(urls.allSatisfy { $0.hasPrefix("rtsp://h/") && Int($0.dropFirst(9)) != nil })
                seen.formUnion(urls)
            } catch {
                #expect(error.description.contains("it changes while it is read"))
            }
        }
        _ = try poll(seconds: 60) { writer.isFinished ? true : nil }
        #expect(try load(folder).cameras.map { $0.source.url.revealed() } == ["rtsp://h/200", "rtsp://h/200"])
    }

    @Test func aCredentialIsWhatSystemdGives() throws {
        let folder = try folder("cameras: {a: {source: credential:camera-a}}\n", [:])
        try folder.write("camera-a", "rtsp://viewer:hunter2@h/\n")
        let environment = ["CREDENTIALS_DIRECTORY": folder.path]
        #expect(try load(folder, environment).cameras[0].source.url.revealed() == "rtsp://viewer:hunter2@h/")
        #expect(
            errors(folder) == [
                "vedette.yaml:1:23: `cameras.a.source`: there are no credentials here; "
                    + "systemd gives them to a unit with `LoadCredential=camera-a:PATH`"
            ])
    }

    @Test(arguments: ["credential:", "credential:../shadow", "credential:..", "credential:a/b"])
    func aCredentialIsNoPath(_ reference: String) throws {
        let folder = try folder("cameras: {a: {source: '\(reference)'}}\n", [:])
        #expect(
            errors(folder, ["CREDENTIALS_DIRECTORY": "/etc"]).first?.contains("a credential's name is no path") == true)
    }

    @Test(arguments: [
        ("http: 0.0.0.0:8470", "that takes `tls` and `tokens`"),
        ("http: '[::]:8470'", "that takes `tls` and `tokens`"),
        (
            "http: {listen: '192.0.2.1:1', tokens: {a: {sha256: \(String(repeating: "a", count: 64))}}}",
            "that takes `tls`"
        ),
        ("http: localhost:8470", "allowed: `off`, or an address and a port"),
        ("http: 127.0.0.1", "allowed: `off`, or an address and a port"),
        ("http: 127.0.0.1:99999", "allowed: `off`, or an address and a port"),
        ("http: 1.2.3:80", "allowed: `off`, or an address and a port"),
        ("http: {tokens: {a: {}}}", "takes either `secret` or `sha256`"),
        ("http: {tokens: {a: {secret: short}}}", "it can be guessed"),
        ("http: {tokens: {a: {sha256: abc}}}", "allowed: 64 hexadecimal digits"),
    ])
    func aListenerThatOthersReachTakesMore(_ line: String, _ message: String) {
        let found = SettingsTests.errors(camera + line + "\n")
        #expect(found.count == 1 && found[0].contains(message), "\(found)")
    }

    @Test(arguments: ["off", "127.0.0.1:0", "'[::1]:8470'", "127.8.8.8:65535"])
    func aListenerOnThisMachineTakesNothing(_ listen: String) throws {
        #expect(try read(camera + "http: \(listen)\n").http.isLocal)
    }

    @Test func theConfigurationIsShownWithoutItsSecrets() throws {
        let text = """
            cameras:
              a:
                source: rtsp://viewer:hunter2@192.0.2.1/x?token=hunter2
                zones: {porch: [[0, 0], [1, 0], [1, 1]]}
                detect: {score: {person: 0.4, default: 0.5}}
            events: {webhooks: [{url: "https://u:hunter2@h/x?k=hunter2", secret: "hunter2 hunter2 hunter2 hunter2"}]}
            http: {tokens: {a: {secret: "hunter2 hunter2 hunter2 hunter2 hunter2", cameras: [a]}}}
            """
        let json = String(decoding: try JSONEncoder().encode(read(text).masked), as: UTF8.self)
        #expect(!json.contains("hunter2") && !json.contains("viewer:"))
        #expect(json.contains("192.0.2.1") && json.contains("porch") && json.contains("<secret>"))
        #expect(json.contains(#""fps":5"#) && json.contains(#""person":0.4"#))
    }

    @Test func aPlaceIsFoundForWhatTurnsOutLater() throws {
        let checked = try Configuration.parse(
            text: "cameras:\n  a:\n    source: rtsp://h/\ndetector:\n  workers: 2\n", file: "c.yaml", environment: [:])
        #expect(checked.error(at: "detector.workers", "bad").description == "c.yaml:5:12: bad")
        #expect(checked.error(at: "detector.model", "bad").description == "c.yaml:5:3: bad")
        #expect(checked.error(at: "cameras.a.detect.labels", "bad").description == "c.yaml:3:5: bad")
        #expect(checked.error(at: "http.listen", "bad").description == "c.yaml:1:1: bad")
    }
}
