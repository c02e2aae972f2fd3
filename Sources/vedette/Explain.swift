import ArgumentParser
import Clocks
import Daemon
import Decisions
import Events
import Frames
import Pictures
import Settings

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say for each frame and box which stage let it through or turned it away, and by which number.",
        discussion: """
            Why did it (not) fire? On a recording:
              vedette explain --config FILE --camera gate clip.mp4
            ends with a tally of all stages. One moment in detail, and as a picture:
              vedette explain --camera gate --at 12.5 --picture moment.jpg clip.mp4
            The whole of it as a clip with boxes and reasons drawn in:
              vedette explain --camera gate --clip explained.mp4 clip.mp4
            Of the daemon that runs now, by its listener (a token is taken from $VEDETTE_TOKEN):
              vedette explain --live --camera gate --frames 50
            It is the daemon's own pipeline that answers: what it tells here is what `vedette replay` prints.
            """)

    @OptionGroup var file: ConfigurationFile

    @Option(help: ArgumentHelp("The camera whose settings are used.", valueName: "name"))
    var camera: String

    @Option(
        help: ArgumentHelp(
            "When the first clip was recorded, such as 2026-11-23T08:00:00Z; else times count from 1970 on.",
            valueName: "time"))
    var start: CaptureTime?

    @Option(help: ArgumentHelp("Only this moment: seconds from the first clip's start, or a time.", valueName: "time"))
    var at: Moment?

    @Option(help: ArgumentHelp("How much before and after it as well.", valueName: "seconds"))
    var around = 0.0

    @Flag(help: "Print JSON, one object a frame.")
    var json = false

    @Option(help: ArgumentHelp("Draw the moment onto its frame: a .jpg or .png file.", valueName: "file"))
    var picture: String?

    @Option(help: ArgumentHelp("Draw all that is explained into an MP4 file.", valueName: "file"))
    var clip: String?

    @Flag(help: "Ask the daemon that runs about its newest frames.")
    var live = false

    @Option(help: ArgumentHelp("With --live: how many frames, 1 to 300.", valueName: "count"))
    var frames = 10

    @Option(help: ArgumentHelp("With --live: where the daemon listens.", valueName: "url"))
    var url = "http://127.0.0.1:8470"

    @Argument(help: "Clips, in their order.")
    var clips: [String] = []

    func validate() throws {
        if !live, clips.isEmpty { throw ValidationError("Name a clip, or ask the daemon with --live.") }
        if live, !clips.isEmpty || at != nil || picture != nil || clip != nil {
            throw ValidationError("--live is about the daemon's newest frames: no clip, --at, --picture or --clip.")
        }
        if live, !camera.utf8.allSatisfy({ $0.isNameCharacter }) {
            throw ValidationError("--camera takes a camera's name as the configuration has it.")
        }
        if !(1...300).contains(frames) { throw ValidationError("--frames takes 1 to 300.") }
        if picture != nil, at == nil { throw ValidationError("--picture draws one moment: say which with --at.") }
        if let picture, PictureFile(path: picture) == nil {
            throw ValidationError("--picture takes a .jpg or .png file.")
        }
        if !(0...3_600).contains(around) { throw ValidationError("--around takes 0 to 3600 seconds.") }
    }

    func run() throws {
        guard !live else { return try LiveExplanation(url: url, camera: camera, frames: frames, json: json).show() }
        var explanation = Explanation(
            moment: at.map { $0.time(after: start ?? .beginning) }, around: around, json: json, picture: picture,
            clip: clip)
        let progress = Progress()
        do {
            try Footage(camera: camera, clips: clips, start: start).play(file) { result in
                if let frame = result.frame, let decision = result.decision { try explanation.take(decision, frame) }
                progress.say("\(timeOfDay(result.seconds)) of the recording")
            }
            progress.clear()
            try explanation.finish()
        } catch let error as PictureError {
            throw Failure.exit(Failure.cannotCreate, "\(error)")
        }
    }

    /// A moment of a recording: seconds from its start, or a time of the day it was recorded on.
    enum Moment: ExpressibleByArgument {
        case place(Double)
        case time(CaptureTime)

        init?(argument: String) {
            if let seconds = Double(argument), seconds.isFinite, seconds >= 0 {
                self = .place(seconds)
            } else if let time = CaptureTime(rfc3339: argument) {
                self = .time(time)
            } else {
                return nil
            }
        }

        func time(after start: CaptureTime) -> CaptureTime {
            switch self {
            case .place(let seconds): start.advanced(bySeconds: seconds)
            case .time(let time): time
            }
        }
    }
}

extension UInt8 {
    /// Of a camera's name: a-z, 0-9, "-", "_" and ".".
    fileprivate var isNameCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }
}
