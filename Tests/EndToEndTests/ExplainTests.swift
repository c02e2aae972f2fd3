import Foundation
import TestSupport
import Testing

/// Why something was told, and what a change would tell: the commands that people judge a configuration with.
@Suite("Explaining and comparing")
struct ExplainTests {
    private let stage: Stage
    private let clip: String
    private let configuration: String

    init() throws {
        stage = try Stage()
        clip = stage.path("short.mp4")
        let cut = try stage.start("ffmpeg", ["-v", "error", "-i", try Stage.footage(), "-t", "6", "-c", "copy", clip])
        try #require(cut.exitStatus(within: 30) == 0)
        configuration = try stage.write(Self.text(), to: "vedette.yaml")
    }

    private static func text(objects: String = "{}") -> String {
        """
        cameras:
          yard:
            source: nowhere.mp4
            objects: \(objects)
            zones: {path: [[0, 0.4], [1, 0.4], [1, 1], [0, 1]]}
        """
    }

    private func vedette(_ arguments: String...) throws -> (status: Int32?, output: String, errors: String) {
        let process = try stage.start(Stage.vedette, arguments)
        let status = process.exitStatus(within: 120)
        return (status, process.standardOutput, process.standardError)
    }

    @Test("What explain says was told is what replay tells, and each box's fate is stated")
    func told() throws {
        let replay = try vedette("replay", "--config", configuration, "--camera", "yard", clip)
        let explain = try vedette("explain", "--json", "--config", configuration, "--camera", "yard", clip)
        #expect(replay.status == 0 && explain.status == 0, "\(explain.errors)")
        let frames = try explain.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(frames.count >= 25)
        let told = frames.flatMap { $0["told"] as? [[String: Any]] ?? [] }.compactMap { $0["id"] as? String }
        let events = replay.output.split(separator: "\n").compactMap { LoggedEvent(line: String($0)) }
        #expect(!told.isEmpty)
        #expect(told == Array(events.map(\.id).prefix(told.count)))
        // What is told at the clip's end belongs to no frame.
        #expect(events.dropFirst(told.count).allSatisfy { !$0.type.hasSuffix("started") })
        let candidates = frames.flatMap { $0["candidates"] as? [[String: Any]] ?? [] }
        let fates = Set(candidates.compactMap { $0["fate"] as? String })
        #expect(fates.isSuperset(of: ["joined", "began"]))
        #expect(candidates.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
    }

    @Test("What sways all day is looked at at the full rate for ten seconds, then once a second, and said to be barren")
    func barren() throws {
        let swaying = stage.path("swaying.mp4")
        let lavfi = [
            "-f", "lavfi", "-i", "color=c=0x808080:s=640x360:r=10:d=40", "-f", "lavfi", "-i",
            "color=c=0x606060:s=70x110:r=10:d=40", "-filter_complex",
            "[0][1]overlay=x='200+30*sin(3*t)':y=120,noise=alls=4:allf=t",
        ]
        let made = try stage.start(
            "ffmpeg", ["-v", "error"] + lavfi + ["-c:v", "libx264", "-pix_fmt", "yuv420p", swaying])
        try #require(made.exitStatus(within: 120) == 0, "\(made.standardError)")
        let explain = try vedette("explain", "--json", "--config", configuration, "--camera", "yard", swaying)
        let frames = try explain.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        func looks(_ seconds: Range<Double>) -> Int {
            frames.count { frame in
                seconds.contains(frame["pts_seconds"] as? Double ?? -1) && (frame["areas"] as? [Any])?.isEmpty == false
            }
        }
        #expect(looks(0..<10) > 25)
        #expect(looks(15..<40) <= 30)
        #expect(frames.contains { ($0["barren"] as? [Any])?.isEmpty == false })
    }

    @Test("A filter that turns people away is named with its number")
    func turnedAway() throws {
        let strict = try stage.write(Self.text(objects: "{minimum_area: 0.5}"), to: "strict.yaml")
        let explain = try vedette("explain", "--config", strict, "--camera", "yard", clip)
        #expect(explain.status == 0, "\(explain.errors)")
        #expect(explain.output.contains("< 50.00 %"))
        #expect(explain.output.contains("turned away by size"))
        #expect(!explain.output.contains("told vedette.object.started"))
    }

    @Test("One moment is explained alone, and drawn", arguments: ["moment.png", "moment.jpg"])
    func moment(name: String) throws {
        let picture = stage.path(name)
        let explain = try vedette(
            "explain", "--config", configuration, "--camera", "yard", "--at", "2.5", "--picture", picture, clip)
        #expect(explain.status == 0, "\(explain.errors)")
        #expect(explain.output.hasPrefix("00:00:02."))
        #expect(explain.output.split(separator: "\n").count { $0.contains("  frame ") } == 1)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: picture))
        #expect(bytes.starts(with: name.hasSuffix("png") ? [0x89, 0x50, 0x4E, 0x47] : [0xFF, 0xD8, 0xFF]))
    }

    @Test("The whole is drawn into a clip that FFmpeg plays, as long as the recording")
    func drawn() throws {
        let target = stage.path("explained.mp4")
        let explain = try vedette(
            "explain", "--config", configuration, "--camera", "yard", "--clip", target, clip)
        #expect(explain.status == 0, "\(explain.errors)")
        let probe = try stage.start(
            "ffprobe",
            [
                "-v", "error", "-count_frames", "-select_streams", "v", "-of", "csv=p=0", "-show_entries",
                "stream=width,height,nb_read_frames:format=duration", target,
            ])
        #expect(probe.exitStatus(within: 60) == 0, "\(probe.standardError)")
        let rows = probe.standardOutput.split(separator: "\n").map { $0.split(separator: ",") }
        #expect(rows.first?.prefix(2) == ["768", "576"])
        #expect(Int(rows.first?.last ?? "") ?? 0 >= 25)
        #expect((4.5...6.5).contains(Double(rows.last?.first ?? "") ?? 0))
    }

    @Test(
        "A configuration compared with itself is the same; one that sees less makes its events vanish, and exits with 1"
    )
    func against() throws {
        let strict = try stage.write(Self.text(objects: "{minimum_area: 0.5}"), to: "strict.yaml")
        let same = try vedette(
            "replay", "--config", configuration, "--against", configuration, "--camera", "yard", clip)
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.output.contains("0 appeared, 0 vanished, 0 moved"))
        let less = try vedette("replay", "--config", strict, "--against", configuration, "--camera", "yard", clip)
        #expect(less.status == 1)
        #expect(less.output.contains("-") && less.output.contains("object.started person"))
        #expect(less.output.contains("0 appeared"))
    }

    @Test("Expected events are held against a run, and a line that is none is named with its place")
    func expected() throws {
        let replay = try vedette("replay", "--config", configuration, "--camera", "yard", clip)
        let kept = try stage.write(replay.output, to: "clip.events.jsonl")
        let again = try vedette(
            "replay", "--config", configuration, "--camera", "yard", "--expect", kept, "--tolerance", "0", clip)
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        let first = try #require(replay.output.split(separator: "\n").first { $0.contains("object.started") })
        let fewer = replay.output.replacingOccurrences(of: first + "\n", with: "")
        let lost = try vedette(
            "replay", "--json", "--config", configuration, "--camera", "yard", "--expect",
            stage.write(fewer, to: "fewer.jsonl"), clip)
        #expect(lost.status == 1)
        #expect(lost.output.contains(#""change":"appeared""#))
        let broken = try vedette(
            "replay", "--config", configuration, "--camera", "yard", "--expect",
            stage.write(replay.output + "{}\n", to: "broken.jsonl"), clip)
        #expect(broken.status == 66)
        #expect(broken.errors.contains("broken.jsonl:\(replay.output.split(separator: "\n").count + 1):"))
    }

    @Test("A heat map is brightest where the count reports say that objects stood longest")
    func heat() throws {
        let replay = try vedette("replay", "--config", configuration, "--camera", "yard", clip)
        let log = try stage.write(replay.output, to: "events.jsonl")
        let picture = stage.path("heat.png")
        let report = try vedette("report", "heatmap", "--camera", "yard", "--output", picture, log)
        #expect(report.status == 0, "\(report.errors)")
        var seconds = [Double](repeating: 0, count: 32 * 18)
        for event in stage.events() where event.type == "vedette.count.report" {
            let heat = try #require(event.data["heat"] as? [String: Any])
            #expect(heat["columns"] as? Int == 32 && heat["rows"] as? Int == 18)
            let cells = try #require(heat["seconds"] as? [Double])
            for (cell, time) in cells.enumerated() { seconds[cell] += time }
        }
        // Each cell at its centre: towards their borders the colours of neighbours run into one another.
        let cells = stage.path("cells.gray")
        let scaled = try stage.start(
            "ffmpeg",
            ["-v", "error", "-i", picture, "-vf", "scale=32:18:flags=neighbor,format=gray", "-f", "rawvideo", cells])
        #expect(scaled.exitStatus(within: 30) == 0, "\(scaled.standardError)")
        let brightness = [UInt8](try Data(contentsOf: URL(fileURLWithPath: cells)))
        #expect(brightness.count == seconds.count)
        let longest = try #require(seconds.max())
        #expect(longest > 1)
        let brightest = try #require(brightness.max())
        #expect(seconds.indices.contains { seconds[$0] == longest && brightness[$0] == brightest })
        #expect(try vedette("report", "heatmap", "--camera", "nobody", "--output", picture, log).status == 66)
    }

    @Test(
        "What cannot be done is refused before any work",
        arguments: [
            ["--picture", "moment.jpg"], ["--at", "1", "--picture", "moment.gif"], ["--at", "noon"],
            ["--around", "-1"],
        ])
    func refused(options: [String]) throws {
        let process = try stage.start(
            Stage.vedette, ["explain", "--config", configuration, "--camera", "yard"] + options + [clip])
        #expect(process.exitStatus(within: 20) == 64)
    }
}
