import Clocks
import Events
import Foundation
import Geometry
import TestSupport
import Testing

@Suite("Events")
struct EventTests {
    private func lines(seed: UInt64 = 1) throws -> [String] {
        let factory = EventFactory.replay(host: "box", seed: seed)
        return try Sample.reports.map { report in
            String(decoding: try factory.event(report, camera: "front door", at: Sample.time).json(), as: UTF8.self)
        }
    }

    @Test("The samples cover every type")
    func coverage() {
        #expect(Set(Sample.reports.map(\.type)) == Set(EventType.allCases))
    }

    @Test("Receivers choose by the same, whether an event is new or was read back from the log")
    func facts() throws {
        let factory = EventFactory.replay(host: "box", seed: 1)
        for report in Sample.reports {
            let event = factory.event(report, camera: "front door", at: Sample.time)
            let (made, logged) = (event.facts, try #require(LoggedEvent(event.json())).facts)
            #expect(made.type == logged.type && made.camera == logged.camera)
            #expect(made.label == logged.label && made.zones == logged.zones, "\(event.type)")
            #expect(abs((made.score ?? -1) - (logged.score ?? -1)) < 1e-4, "\(event.type)")
        }
    }

    @Test("An event is one line of JSON with sorted keys, plain slashes and no idle digits")
    func bytes() throws {
        let id = UUIDv7(milliseconds: 0x017F_22E2_79B0, counter: 0xCC3, chance: 0x18C4_DC0C_0C07_398F)
        let event = Event(id: id, source: "/box/yard", time: Sample.time, report: .objectStarted(Sample.object))
        let expected =
            #"{"data":{"box":{"bottom":0.6,"left":0.1,"right":0.33333,"top":0.2},"duration_seconds":2,"#
            + #""first_seen":"2026-11-23T20:14:03.123456Z","frame":{"number":51,"pts_seconds":2.04},"id":"7","#
            + #""label":"person","path_length":0.25,"score":0.91,"stationary":false,"top_score":0.95,"#
            + #""zones":["driveway","porch"]},"datacontenttype":"application/json","#
            + #""id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","source":"/box/yard","specversion":"1.0","subject":"7","#
            + #""time":"2026-11-23T20:14:05.123456Z","type":"vedette.object.started"}"#
        #expect(String(decoding: try event.json(), as: UTF8.self) == expected)
    }

    @Test("What was written is read back, to the byte; a type of a later version is an error")
    func roundTrip() throws {
        for line in try lines() {
            let event = try Event(json: Array(line.utf8))
            #expect(String(decoding: try event.json(), as: UTF8.self) == line)
        }
        let unknown = try lines()[0].replacingOccurrences(of: "vedette.object.started", with: "vedette.object.sung")
        for text in [unknown, "{}", "", "[]", try String(lines()[0].dropLast())] {
            #expect(throws: DecodingError.self) { try Event(json: Array(text.utf8)) }
        }
    }

    @Test("No event spans lines, whatever its names hold")
    func oneLine() throws {
        #expect(try lines().allSatisfy { !$0.contains { $0.isNewline && $0 != "\u{2028}" } })
    }

    @Test("The same clip gives the same bytes; another seed, other ids")
    func deterministic() throws {
        #expect(try lines() == lines())
        #expect(try lines() != lines(seed: 2))
    }

    @Test("A number that JSON cannot say is an error, not a torn line")
    func notANumber() {
        let report = Report.motionStarted(
            MotionReport(regions: [], area: .nan, frame: FrameReference(number: 1, ptsSeconds: 0)))
        let event = EventFactory.live(host: "box").event(report, camera: "yard", at: Sample.time)
        #expect(throws: EncodingError.self) { try event.json() }
    }

    @Test(
        "Source is a URI reference whatever host and camera are called",
        arguments: [
            ("box", "yard", "/box/yard"), ("box", nil, "/box"), ("Küche 1", "a/b", "/K%C3%BCche%201/a%2Fb"),
            ("h", "\u{1}?#%", "/h/%01%3F%23%25"),
        ] as [(String, String?, String)])
    func source(host: String, camera: String?, expected: String) {
        let event = EventFactory.live(host: host).event(Sample.reports[0], camera: camera, at: Sample.time)
        #expect(event.source == expected)
    }

    @Test(
        "Every event fits the published schema and CloudEvents' own parser",
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func judged() throws {
        let path = NSTemporaryDirectory() + "vedette-events-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try (lines().joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let verdicts = try Judge.ask("validate_events.py", Material.packageRoot + "/docs/events.schema.json", path)
        let expected = Sample.reports.map { report in
            "\(report.type.rawValue) \(report.subject ?? "None") 2026-11-23T20:14:05.123456+00:00 /box/front%20door"
        }
        #expect(verdicts == expected)
    }

    @Test("The schema's list of types is the code's")
    func schemaTypes() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Material.packageRoot + "/docs/events.schema.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(definitions["type"]?["enum"] as? [String] == EventType.allCases.map(\.rawValue))
    }

    @Test("docs/events.md names every type")
    func documented() throws {
        let text = try String(contentsOfFile: Material.packageRoot + "/docs/events.md", encoding: .utf8)
        for type in EventType.allCases { #expect(text.contains("`\(type.rawValue)`")) }
    }
}
