import FoundationEssentials
import Geometry
import Settings
import Testing

@Suite("A file's values become settings")
struct ValueTests {
    @Test func aCameraNeedsItsAddressOnly() throws {
        let configuration = try read("cameras: {a: {source: clips/a.mp4}}")
        var expected = Configuration.Camera()
        expected.name = "a"
        expected.source.url = Address(path: "clips/a.mp4")
        #expect(configuration.cameras == [expected])
        #expect(configuration.detector == Configuration.Detector())
        #expect(configuration.events == Configuration.Events())
    }

    @Test func everyKeyIsTakenFromTheFile() throws {
        let text = """
            cameras:
              yard:
                enabled: false
                source: {url: "http://h/x", transport: udp, hardware: vaapi, open_timeout: 1 min, read_timeout: 500ms}
                decode: keyframes
                detect: {enabled: false, fps: 2.5, labels: [cat], score: {cat: 0.25, default: 0.75}, regions: false}
                motion:
                  enabled: false
                  masks: [[[0, 0], [0.4, 0], [0.4, 0.08]]]
                  minimum_area: 1e-3
                  sensitivity: high
                  longest_still: 1.5 min
                zones: {b: [[0, 0], [1, 0], [1, 1]], a: [[0, 0], [1, 0], [0, 1]]}
                objects: {confirm: 0 s, update_every: 1 s, lost_after: 3 s, stationary_after: 1 h, minimum_area: 0.01}
            detector: {workers: 4, family: yolox, size: [640, 352]}
            state: {directory: state}
            events:
              log: {path: /x.jsonl, fsync: every-event, fsync_interval: 2 s}
              webhooks: [{url: "https://h/x", types: [vedette.object.*, "*.ended"], timeout: 3 s, name: n}]
            log_level: debug
            """
        let configuration = try Configuration.parse(text: text, file: "/etc/v/c.yaml", environment: [:]).configuration
        let yard = try #require(configuration.camera(named: "yard"))
        #expect(!yard.enabled && !yard.detect.enabled && !yard.detect.regions && !yard.motion.enabled)
        #expect(yard.source.transport == .udp && yard.source.hardware == .vaapi)
        #expect(yard.source.openTimeout == .seconds(60) && yard.source.readTimeout == .milliseconds(500))
        #expect(yard.decode == .keyframes)
        #expect(yard.detect.fps == 2.5 && yard.detect.labels == ["cat"])
        #expect(yard.detect.score["cat"] == 0.25 && yard.detect.score["dog"] == 0.75)
        #expect(yard.motion.masks.map(\.corners.count) == [3])
        #expect(yard.motion.minimumArea == 0.001 && yard.motion.sensitivity == .high)
        #expect(yard.motion.longestStill == .seconds(90))
        #expect(yard.zones.map(\.name) == ["b", "a"])
        #expect(yard.zones[1].polygon.corners[2] == Point(x: 0, y: 1))
        #expect(yard.objects.confirm == .zero && yard.objects.updateEvery == .seconds(1))
        #expect(yard.objects.lostAfter == .seconds(3) && yard.objects.stationaryAfter == .seconds(3600))
        #expect(yard.objects.minimumArea == 0.01)
        #expect(configuration.detector.workers == 4 && configuration.detector.family == .yolox)
        #expect(configuration.detector.size?.width == 640 && configuration.detector.size?.height == 352)
        #expect(configuration.state.directory == "/etc/v/state")
        #expect(configuration.events.log.path == "/x.jsonl" && configuration.events.log.fsync == .everyEvent)
        #expect(configuration.events.log.fsyncInterval == .seconds(2))
        #expect(configuration.events.webhooks[0].types == ["vedette.object.*", "*.ended"])
        #expect(configuration.events.webhooks[0].timeout == .seconds(3) && configuration.events.webhooks[0].name == "n")
        #expect(configuration.logLevel == .debug)
    }

    @Test func camerasStartFromTheDefaultsWhereverTheyStand() throws {
        let text = """
            cameras:
              yard:
                source: rtsp://192.0.2.11/stream2
                detect: {labels: [person, car]}
              gate:
                source: {url: "rtsp://192.0.2.12/stream2", transport: tcp}
            defaults:
              detect: {fps: 2, labels: [person], score: {person: 0.3, default: 0.6}}
              source: {transport: udp}
            """
        let cameras = try read(text).cameras
        #expect(cameras.map(\.source.transport) == [.udp, .tcp])
        #expect(cameras.map(\.detect.fps) == [2, 2])
        #expect(cameras.map(\.detect.labels) == [["person", "car"], ["person"]])
        #expect(cameras.allSatisfy { $0.detect.score["person"] == 0.3 && $0.detect.score.standard == 0.6 })
    }

    @Test func labelsOfAModelFromAFileAreThoseOfItsList() throws {
        let folder = try Folder()
        try folder.write("m.onnx", "x")
        try folder.write("labels.txt", "forklift\npallet\n")
        let text = """
            cameras: {a: {source: x, detect: {labels: [forklift, palet]}}}
            detector: {model: m.onnx, labels: labels.txt}
            """
        do throws(ConfigurationErrors) {
            _ = try Configuration.parse(text: text, file: folder.path + "/c.yaml", environment: [:])
            Issue.record("read without an error")
        } catch {
            #expect(
                error.errors.map(\.message) == ["the model knows no label `palet`; allowed: forklift, pallet"])
        }
    }

    @Test func labelsOfTheBuiltinModelCannotBeGiven() throws {
        let folder = try Folder()
        let labels = try folder.write("labels.txt", "forklift\n")
        #expect(
            errors(camera + "detector: {labels: \(labels)}\n") == [
                "c.yaml:4:20: the builtin model knows its own labels; `labels` goes with a `model` from a file"
            ])
    }

    @Test func aliasesStandForWhatTheyName() throws {
        let text = """
            cameras:
              a: {source: x, zones: {sky: &sky [[0, 0], [1, 0], [1, 0.2]]}}
              b: {source: y, motion: {masks: [*sky]}}
            """
        let cameras = try read(text).cameras
        #expect(cameras[1].motion.masks == [cameras[0].zones[0].polygon])
    }

    @Test func windowsLineEndsAndAByteOrderMarkChangeNothing() throws {
        let plain = camera + "log_level: debug\n"
        let windows =
            "\u{FEFF}" + plain.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        #expect(try read(windows) == read(plain))
        #expect(errors(windows + "x: 1\r\n") == errors(plain + "x: 1\n"))
    }

    @Test(arguments: [
        (
            "    zones: {a: [[0, 0], [0.01, 0], [0, 0.01]]}\n",
            "4:16: warning: `cameras.porch.zones.a` covers next to nothing"
        ),
        ("  b: {source: clips/none.mp4}\n", "4:15: warning: there is no file `clips/none.mp4`"),
        ("    enabled: false\n", "2:3: warning: no camera is enabled"),
        ("  b: {source: 'rtsp://u:pw@h/'}\n", "4:15: warning: a password stands in the file in clear"),
        ("  b: {source: 'rtsp://u:pw@${H}/'}\n", "4:15: warning: a password stands in the file in clear"),
        ("events: {webhooks: [{url: http://192.0.2.1/}]}\n", "4:27: warning: events cross the network in clear"),
        ("events: {webhooks: [{url: https://h/}]}\n", "4:27: warning: deliveries are not signed"),
        (
            "events: {webhooks: [{url: https://h/, secret: a long enough secret for all}]}\n",
            "4:47: warning: a secret stands in the file in clear"
        ),
        ("events: {webhooks: [{url: https://h/, secret: '${S}'}]}\n", "4:47: warning: the signing key has 5 bytes"),
    ])
    func whatIsLegalButSuspiciousIsAWarning(_ lines: String, _ start: String) throws {
        let found = try warnings(camera + lines, ["S": "short", "H": "h"])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("c.yaml:" + start) == true, "\(found)")
    }

    @Test(arguments: [
        "  b: {source: 'rtsp://u:${P}@h/'}\n",
        "  b: {source: 'rtsp://u@h/'}\n",
        "events: {webhooks: [{url: http://127.0.0.1:8080/}, {url: 'http://[::1]/'}, {url: http://localhost/}]}\n",
    ])
    func whatIsInOrderIsNoWarning(_ lines: String) throws {
        #expect(try warnings(camera + lines, ["P": "x"]) == [])
    }

    @Test func aFileWithSecretsThatAnyoneMayReadIsAWarning() throws {
        let folder = try Folder()
        let file = try folder.write("c.yaml", "cameras: {a: {source: 'rtsp://u:pw@h/'}}\n")
        for (mode, count) in [(0o644, 2), (0o640, 1)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            let checked = try Configuration.load(path: file, environment: [:])
            #expect(checked.warnings.count == count)
        }
    }
}
