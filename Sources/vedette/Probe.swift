import ArgumentParser
import FoundationEssentials
import Frames
import Ingest
import Status

struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open a camera or a clip and say what it sends.",
        discussion: """
            Opens the source, decodes for a few seconds and reports codec, size, rate and how long the first frame took. \
            Credentials in the address are never printed.
            """)

    @Argument(help: "rtsp://, rtsps://, http://, https:// or the path of a clip.")
    var source: String

    @Option(help: ArgumentHelp("How RTSP carries the video: tcp or udp.", valueName: "tcp|udp"))
    var transport = SourceOptions.Transport.tcp

    @Option(help: ArgumentHelp("How long to give the source before giving up.", valueName: "seconds"))
    var timeout = 10.0

    @Option(help: ArgumentHelp("How long to watch it.", valueName: "seconds"))
    var watch = 3.0

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard timeout > 0, timeout <= 3600, watch >= 0, watch <= 3600 else {
            throw ValidationError(
                "--timeout takes a number of seconds above 0, --watch one from 0 on; both at most 3600.")
        }
    }

    func run() throws {
        let report: ProbeReport
        do throws(MediaError) {
            report = try ProbeReport(source: source, transport: transport, timeout: timeout, watch: watch)
        } catch {
            throw Failure.exit(error)
        }
        print(json ? try JSONLine.text(report) : report.text)
    }
}

extension SourceOptions.Transport: ExpressibleByArgument {}

/// What was seen of a source.
struct ProbeReport: Encodable {
    let source: String
    let container: String
    let codec: String
    let profile: String?
    let decoder: String
    let width: Int
    let height: Int
    let pixelFormat: String?
    let range: String?
    let statedFPS: Double?
    let measuredFPS: Double?
    let durationSeconds: Double?
    let bitsPerSecond: Int?
    let secondsToFirstFrame: Double
    let frames: Int

    enum CodingKeys: String, CodingKey {
        case source, container, codec, profile, decoder, width, height, range, frames
        case pixelFormat = "pixel_format"
        case statedFPS = "stated_fps"
        case measuredFPS = "measured_fps"
        case durationSeconds = "duration_seconds"
        case bitsPerSecond = "bits_per_second"
        case secondsToFirstFrame = "seconds_to_first_frame"
    }

    init(source text: String, transport: SourceOptions.Transport, timeout: Double, watch: Double) throws(MediaError) {
        let url = try SourceURL(text)
        let deadlines = SourceOptions.Deadlines(open: .seconds(timeout), read: .seconds(timeout))
        let began = ContinuousClock.now
        let reader = try FrameReader.open(url, options: SourceOptions(transport: transport, deadlines: deadlines))
        var frames = 0
        var last = 0.0
        var first: ContinuousClock.Instant?
        while let frame = try reader.next() {
            if first == nil { first = .now }
            frames += 1
            last = frame.seconds
            if last >= watch { break }
        }
        let info = reader.info
        source = url.redacted
        (container, codec, profile, decoder) = (info.container, info.codec, info.profile, info.decoder)
        (width, height, pixelFormat) = (info.width, info.height, info.pixelFormat)
        range = info.colour.map { $0.fullRange ? "full" : "limited" }
        statedFPS = info.framesPerSecond
        measuredFPS = frames > 1 && last > 0 ? Double(frames - 1) / last : nil
        (durationSeconds, bitsPerSecond) = (info.seconds, info.bitsPerSecond)
        let wait = began.duration(to: first ?? .now)
        secondsToFirstFrame = Double(wait.components.seconds) + Double(wait.components.attoseconds) * 1e-18
        self.frames = frames
    }

    var text: String {
        let codecLine = ([codec] + [profile.map { "(\($0))" }].compactMap(\.self)).joined(separator: " ")
        let format = [pixelFormat, range.map { "\($0) range" }].compactMap(\.self).joined(separator: ", ")
        var rows = [
            ("video", "\(codecLine), \(width)×\(height)\(format.isEmpty ? "" : ", " + format)"),
            ("rate", rate),
        ]
        if let bitsPerSecond { rows.append(("bit rate", "\(decimal(Double(bitsPerSecond) / 1_000, 0)) kbit/s")) }
        if let durationSeconds { rows.append(("length", "\(decimal(durationSeconds, 1)) s")) }
        rows.append(("first", "frame after \(decimal(secondsToFirstFrame, 2)) s, decoded by \(decoder)"))
        return source + "\n" + rows.map { "  " + $0.0.padded(to: 10) + $0.1 }.joined(separator: "\n")
    }

    private var rate: String {
        let stated = statedFPS.map { "\(decimal($0, 2)) fps stated" } ?? "no rate stated"
        return measuredFPS.map { "\(decimal($0, 2)) fps measured over \(frames) frames, \(stated)" } ?? stated
    }
}
