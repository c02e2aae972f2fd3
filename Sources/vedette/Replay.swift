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

            With --format mot, where `detect.fps` leaves frames out, frames n, 2n, 3n … are looked at, so that the lines compare
            with a truth that is thinned to every n-th frame.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case events, mot
    }

    @OptionGroup var file: ConfigurationFile

    @Option(help: ArgumentHelp("The camera whose settings are used.", valueName: "name"))
    var camera: String

    @Option(help: ArgumentHelp("JSON lines of events, or MOTChallenge lines of tracks.", valueName: "events|mot"))
    var format = Format.events

    @Option(help: ArgumentHelp("When the first clip was recorded, such as 2026-11-23T08:00:00Z.", valueName: "time"))
    var start: CaptureTime = CaptureTime(microseconds: 0)

    @Argument(help: "Clips, in their order.")
    var clips: [String]

    func validate() throws {
        if clips.isEmpty { throw ValidationError("Name a clip.") }
    }

    func run() throws {
        let configuration = try file.load()
        guard let settings = configuration.camera(named: camera) else {
            let names = configuration.cameras.map(\.name).joined(separator: ", ")
            throw Failure.exit(Failure.configuration, "\(file.config) has no camera “\(camera)”; it has \(names)")
        }
        do {
            var player = try ClipPlayer(
                configuration: configuration, camera: settings, start: start, looksAtMultiples: format == .mot)
            try player.play(clips) { result in
                switch format {
                case .events: for event in result.events { print(try event.line) }
                case .mot: for line in result.motLines { print(line) }
                }
            }
        } catch let error as DaemonError {
            throw Failure.exit(error)
        } catch let error as MediaError {
            throw Failure.exit(error)
        } catch let error as DetectionError {
            throw Failure.exit(Failure.unavailable, "\(error)")
        }
    }
}

extension Event {
    fileprivate var line: String {
        get throws { String(decoding: try json(), as: UTF8.self) }
    }
}

extension CaptureTime: ExpressibleByArgument {
    /// RFC 3339, as events have it.
    public init?(argument: String) {
        self.init(rfc3339: argument)
    }
}
