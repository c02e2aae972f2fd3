import Foundation
import TestSupport
import Testing

@Suite("The command line")
struct CommandLineTests {
    @Test("check says all errors at once, each with its place, and exits with 78")
    func check() throws {
        let stage = try Stage()
        let path = try stage.write(
            """
            cameras:
              yard:
                source: rtsp://127.0.0.1/yard
                detect: {fsp: 5, labels: [persn]}
            events:
              log: {path: events.jsonl, fsync: sometimes}
            """, to: "vedette.yaml")
        for command in ["check", "run"] {
            let vedette = try stage.vedette(command, "--config", path)
            #expect(vedette.exitStatus(within: 10) == 78)
            for place in [":4:14:", ":4:31:", ":6:36:"] { #expect(vedette.standardError.contains(path + place)) }
            #expect(vedette.standardError.contains("did you mean `person`?"))
        }
    }

    @Test("snapshot takes a picture of the main stream, and opens no other")
    func snapshot() throws {
        let stage = try Stage()
        let text = """
            cameras:
              yard: {source: {url: "rtsp://127.0.0.1:1/small", main: "\(try stage.camera(Stage.footage()))"}}
            events: {log: {path: events.jsonl}}
            """
        let config = try stage.write(text, to: "vedette.yaml")
        let vedette = try stage.vedette(
            "snapshot", "--config", config, "--camera", "yard", "-o", stage.path("yard.jpg"), "--longest-side", "384")
        #expect(vedette.exitStatus(within: 30) == 0, "\(vedette.standardError)")
        #expect(vedette.standardError.contains("768×576"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: stage.path("yard.jpg")))
        #expect(bytes.starts(with: [0xFF, 0xD8, 0xFF]))

        let odd = try stage.vedette("snapshot", "--config", config, "--camera", "yard", "-o", stage.path("yard.gif"))
        #expect(odd.exitStatus(within: 10) == 64)
        let unknown = try stage.vedette("snapshot", "--config", config, "--camera", "gate", "-o", stage.path("a.jpg"))
        #expect(unknown.exitStatus(within: 10) == 78)
    }

    @Test(
        "check refuses labels that a model from a file does not know",
        .enabled(if: Material.has("models/FastestDet.onnx")))
    func labels() throws {
        let stage = try Stage()
        let text = """
            cameras: {yard: {source: "rtsp://127.0.0.1/yard", detect: {labels: [dragon]}}}
            detector: {model: "\(Material.path("models/FastestDet.onnx"))"}
            events: {log: {path: events.jsonl}}
            """
        let vedette = try stage.vedette("check", "--config", stage.write(text, to: "vedette.yaml"))
        #expect(vedette.exitStatus(within: 10) == 78)
        #expect(vedette.standardError.contains("dragon"))
    }

    @Test("probe tells what an RTSP camera sends and keeps its password to itself")
    func probe() throws {
        let stage = try Stage()
        let url = try stage.camera(Stage.footage(), "--user", "viewer", "--password", "hunter2")
        let address = url.replacingOccurrences(of: "rtsp://", with: "rtsp://viewer:hunter2@")
        let vedette = try stage.vedette("probe", "--json", "--watch", "1", address)
        #expect(vedette.exitStatus(within: 20) == 0, "\(vedette.standardError)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(vedette.standardOutput.utf8)) as? [String: Any])
        #expect(report["codec"] as? String == "h264")
        #expect(report["width"] as? Int == 768 && report["height"] as? Int == 576)
        #expect(!(vedette.standardOutput + vedette.standardError).contains("hunter2"))

        let refused = try stage.vedette("probe", url)
        #expect(refused.exitStatus(within: 20) == 69)
        #expect(refused.standardError.contains("401"))
    }

    @Test(
        "What is no video, is not there or is empty ends with a clear word and 66",
        arguments: ["page.mp4", "no-such.mp4", "empty.mp4"])
    func unreadable(name: String) throws {
        let stage = try Stage()
        try stage.write("<html><body>Not a camera</body></html>", to: "page.mp4")
        try stage.write("", to: "empty.mp4")
        let vedette = try stage.vedette("detect", stage.path(name))
        #expect(vedette.exitStatus(within: 20) == 66)
        #expect(vedette.standardError.contains(name))
        #expect(vedette.standardOutput.isEmpty)
    }

    @Test("Output that does not get out is said, with 73: half of it is not taken for the whole")
    func fullOutput() throws {
        let stage = try Stage()
        let shell = try stage.start("/bin/sh", ["-c", "exec \"$0\" model inspect builtin >/dev/full", Stage.vedette])
        #expect(shell.exitStatus(within: 20) == 73)
        #expect(shell.standardError.contains("standard output cannot be written: No space left on device"))
    }

    @Test("A model that is none is refused by name with 66")
    func noModel() throws {
        let stage = try Stage()
        let model = try stage.write("this is no network", to: "model.onnx")
        let vedette = try stage.vedette("detect", "--model", model, try Stage.footage())
        #expect(vedette.exitStatus(within: 20) == 66)
        #expect(vedette.standardError.contains("model.onnx"))
    }

    @Test("detect prints a line a frame, counted from 1, with normalised boxes, labels and scores as asked for")
    func detect() throws {
        let stage = try Stage()
        let clip = stage.path("short.mp4")
        let cut = try stage.start("ffmpeg", ["-v", "error", "-i", try Stage.footage(), "-t", "1", "-c", "copy", clip])
        #expect(cut.exitStatus(within: 30) == 0)
        let vedette = try stage.vedette("detect", "--json", "--labels", "person", "--score", "0.2", clip)
        #expect(vedette.exitStatus(within: 60) == 0, "\(vedette.standardError)")
        let lines = vedette.standardOutput.split(separator: "\n")
        #expect(lines.count >= 9)
        var seen = 0
        for (index, line) in lines.enumerated() {
            let frame = try JSONDecoder().decode(FrameLine.self, from: Data(line.utf8))
            #expect(frame.frame == index + 1)
            #expect(abs(frame.pts_seconds - Double(index) / 10) < 0.001)
            for detection in frame.detections {
                #expect(detection.label == "person" && (0.2...1).contains(detection.score))
                let box = detection.box
                #expect(box.left >= 0 && box.left < box.right && box.right <= 1)
                #expect(box.top >= 0 && box.top < box.bottom && box.bottom <= 1)
            }
            seen += frame.detections.count
        }
        #expect(seen >= 10)
    }

    @Test(
        "replay gives the same events each time, to the byte, at any number of workers, and nothing else on standard output"
    )
    func replay() throws {
        let stage = try Stage()
        let clip = stage.path("short.mp4")
        let cut = try stage.start("ffmpeg", ["-v", "error", "-i", try Stage.footage(), "-t", "12", "-c", "copy", clip])
        #expect(cut.exitStatus(within: 30) == 0)
        let runs = try [1, 1, 2, 3].map { workers in
            let config = try stage.write(
                "cameras: {yard: {source: nowhere.mp4, zones: {path: [[0, 0.4], [1, 0.4], [1, 1], [0, 1]]}}}\n"
                    + "detector: {workers: \(workers)}\n",
                to: "vedette.yaml")
            let vedette = try stage.vedette("replay", "--config", config, "--camera", "yard", clip)
            #expect(vedette.exitStatus(within: 60) == 0, "\(vedette.standardError)")
            return vedette.standardOutput
        }
        #expect(Set(runs).count == 1)
        let lines = runs[0].split(separator: "\n")
        let events = lines.compactMap { LoggedEvent(line: String($0)) }
        #expect(events.count == lines.count)
        #expect(events.contains { $0.type == "vedette.object.started" })
        #expect(events.contains { $0.type == "vedette.zone.entered" })
        #expect(events.allSatisfy { $0.time.hasPrefix("1970-01-01T00:00:") })
    }

    @Test("detect looks at pictures, too", arguments: ["picture.jpg", "picture.png"])
    func picture(name: String) throws {
        let stage = try Stage()
        let cut = try stage.start(
            "ffmpeg", ["-v", "error", "-i", try Stage.footage(), "-frames:v", "1", stage.path(name)])
        #expect(cut.exitStatus(within: 30) == 0)
        let vedette = try stage.vedette("detect", "--json", "--score", "0.2", stage.path(name))
        #expect(vedette.exitStatus(within: 30) == 0, "\(vedette.standardError)")
        let lines = vedette.standardOutput.split(separator: "\n")
        #expect(lines.count == 1)
        let frame = try JSONDecoder().decode(FrameLine.self, from: Data((lines.first ?? "").utf8))
        #expect(frame.frame == 1 && !frame.detections.isEmpty)
    }

    private struct FrameLine: Decodable {
        struct Detection: Decodable {
            let label: String
            let score: Double
            let box: Box
        }

        struct Box: Decodable {
            let left, top, right, bottom: Double
        }

        let frame: Int
        let pts_seconds: Double
        let detections: [Detection]
    }
}
