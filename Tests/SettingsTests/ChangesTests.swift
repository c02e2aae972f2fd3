import Settings
import Testing

@Suite("What tells two configurations apart")
struct ChangesTests {
    private func changes(_ old: String, _ new: String) throws -> Configuration.Changes {
        try Configuration.Changes(from: read(old), to: read(new))
    }

    private let two = "cameras: {a: {source: rtsp://h/a}, b: {source: rtsp://h/b}}\n"

    @Test func theSameFileChangesNothing() throws {
        let changes = try changes(
            two, "# Only a comment, and another order.\ncameras: {b: {source: rtsp://h/b}, a: {source: rtsp://h/a}}\n")
        #expect(changes.isEmpty && changes.lines.isEmpty)
        #expect(changes.unchanged == ["b", "a"])
    }

    @Test func camerasComeGoAndChange() throws {
        let changes = try changes(
            two, "cameras: {c: {source: rtsp://h/c}, b: {source: rtsp://h/b, motion: {minimum_area: 0.1}}}\n")
        #expect(changes.added == ["c"] && changes.removed == ["a"] && changes.unchanged.isEmpty)
        #expect(changes.changed.map(\.name) == ["b"] && changes.changed[0].keys == ["motion"])
        #expect(changes.lines == ["camera c: added", "camera a: removed", "camera b: changed motion"])
    }

    @Test func aCameraThatIsNotEnabledIsAsGoodAsNone() throws {
        let off = "cameras: {a: {source: rtsp://h/a}, b: {source: rtsp://h/b, enabled: false}}\n"
        #expect(try changes(two, off).removed == ["b"])
        #expect(try changes(off, two).added == ["b"])
        #expect(try changes(off, off.replacing("h/b", with: "h/c")).isEmpty)
    }

    @Test(arguments: [
        ("source: {url: rtsp://h/a, read_timeout: 3 s}", true), ("source: rtsp://h/other", true),
        ("source: rtsp://h/a, decode: keyframes", true), ("source: rtsp://h/a, detect: {fps: 2}", true),
        ("source: rtsp://h/a, detect: {labels: [dog]}", false), ("source: rtsp://h/a, time_zone: Europe/Berlin", false),
        ("source: rtsp://h/a, zones: {z: [[0, 0], [1, 0], [1, 1]]}", false),
        ("source: rtsp://h/a, lines: {l: {from: [0, 0], to: [1, 1]}}", false),
        ("source: rtsp://h/a, health: {enabled: false}", false), ("source: rtsp://h/a, objects: {confirm: 1 s}", false),
        ("source: rtsp://h/a, counts: {every: 2 h}", false),
    ])
    func onlyWhatConcernsTheStreamTakesAnotherConnection(keys: String, needsConnection: Bool) throws {
        let changes = try changes("cameras: {a: {source: rtsp://h/a}}", "cameras: {a: {\(keys)}}")
        #expect(changes.changed.map(\.needsConnection) == [needsConnection])
    }

    @Test func aSecretThatChangedIsAChangeAndNotShown() throws {
        let text = "cameras: {a: {source: 'rtsp://u:${PASSWORD}@h/a'}}\n"
        let changes = try Configuration.Changes(
            from: read(text, ["PASSWORD": "hunter2"]), to: read(text, ["PASSWORD": "hunter3"]))
        #expect(changes.changed.map(\.keys) == [["source"]])
        #expect(!changes.lines.joined().contains("hunter"))
    }

    @Test func keysOutsideOfTheCamerasAreNamed() throws {
        let changes = try changes(
            two,
            two + "detector: {workers: 2}\nevents: {log: {fsync: never}}\nhttp: off\nlog_level: debug\n"
                + "state: {directory: /elsewhere}\n")
        #expect(
            changes.settings == ["detector.workers", "state.directory", "events.log", "http.listen", "log_level"])
        #expect(changes.touches("events") && changes.touches("log_level") && !changes.touches("log"))
        #expect(changes.unchanged == ["a", "b"])
    }
}
