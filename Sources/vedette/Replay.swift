import ArgumentParser
import Clocks
import Daemon
import Detection
import Events
import FoundationEssentials
import Ingest
import Settings

struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send clips through a camera's pipeline, as fast as it goes, and print the events.",
        discussion: """
            The same gate, detector, tracker and rules as the daemon's; nothing is delivered anywhere. The same clips \
            and configuration give the same events each time, to the byte.

            With --format mot, where `detect.fps` leaves frames out, frames n, 2n, 3n … are looked at, so that the lines \
            compare with a truth that is thinned to every n-th frame.

            Judge a change before it goes live:
              vedette replay --config NEW --against OLD --camera gate CLIP…
            Keep what is right beside a clip, and hold every later version against it:
              vedette replay --camera gate clip.mp4 > clip.events.jsonl
              vedette replay --camera gate --expect clip.events.jsonl clip.mp4
            Both print which events appeared (+), vanished (-) or moved (~) and exit with 1 where any did. Updates of \
            objects and accounts of an hour are not compared, nor are ids, scores and boxes.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case events, mot
    }

    @OptionGroup var file: ConfigurationFile

    @Option(help: ArgumentHelp("The camera whose settings are used.", valueName: "name"))
    var camera: String

    @Option(help: ArgumentHelp("JSON lines of events, or MOTChallenge lines of tracks.", valueName: "events|mot"))
    var format = Format.events

    @Option(
        help: ArgumentHelp(
            "When the first clip was recorded, such as 2026-11-23T08:00:00Z; else times count from 1970 on.",
            valueName: "time"))
    var start: CaptureTime?

    @Option(help: ArgumentHelp("Compare with the events of this configuration.", valueName: "file"))
    var against: String?

    @Option(help: ArgumentHelp("Compare with the events in this file, as replay prints them.", valueName: "file"))
    var expect: String?

    @Option(help: ArgumentHelp("Events no further apart are the same.", valueName: "seconds"))
    var tolerance = 0.5

    @Flag(help: "Print a comparison as JSON.")
    var json = false

    @Argument(help: "Clips, in their order.")
    var clips: [String]

    private var compares: Bool { against != nil || expect != nil }

    func validate() throws {
        if clips.isEmpty { throw ValidationError("Name a clip.") }
        if against != nil, expect != nil { throw ValidationError("Compare with one: --against or --expect.") }
        if compares, format == .mot { throw ValidationError("Events are compared, not tracks: leave out --format.") }
        if json, !compares { throw ValidationError("--json is for comparisons; events are JSON lines anyway.") }
        if !(0...3_600).contains(tolerance) { throw ValidationError("--tolerance takes 0 to 3600 seconds.") }
    }

    func run() throws {
        let old = try expected()
        let footage = Footage(camera: camera, clips: clips, start: start, looksAtMultiples: format == .mot)
        guard compares else { return try footage.play(file) { result in try show(result) } }
        let before = try old ?? footage.told(ConfigurationFile(path: against ?? ""))
        let limits = EventComparison.Limits(tolerance: tolerance)
        let comparison = try EventComparison(old: before, new: footage.told(file), limits: limits)
        print(json ? try JSONLine.text(ComparisonReport(comparison)) : comparison.text)
        if !comparison.differences.isEmpty { throw ExitCode(1) }
    }

    private func show(_ result: ClipPlayer.Result) throws {
        switch format {
        case .events: for event in result.events { print(String(decoding: try event.json(), as: UTF8.self)) }
        case .mot: for line in result.motLines { print(line) }
        }
    }

    /// Nil where no file is named.
    private func expected() throws -> [ToldEvent]? {
        guard let expect else { return nil }
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: expect)) else {
            throw Failure.exit(Failure.noInput, "\(expect): it cannot be read")
        }
        var events: [ToldEvent] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            do {
                if let event = try ToldEvent(line: line) { events.append(event) }
            } catch {
                throw Failure.exit(Failure.noInput, "\(expect):\(index + 1): this is no event, as replay prints them")
            }
        }
        return events
    }
}

extension CaptureTime: ExpressibleByArgument {
    /// RFC 3339, as events have it.
    public init?(argument: String) {
        self.init(rfc3339: argument)
    }
}
