import ArgumentParser
import Clocks
import Events
import FoundationEssentials
import Frames
import Geometry
import Ingest
import Pictures

struct HeatmapReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heatmap", abstract: "Draw where in a camera's picture objects stood, and for how long.",
        discussion: """
            Adds up the heat of the count reports (vedette.count.report) in event logs, or in what `vedette replay` prints:
              vedette report heatmap --camera shop --output heat.png events.jsonl
            On a picture of the camera:
              vedette report heatmap --camera shop --on clip.mp4 --output heat.png -
            The brightest cell is the one where somebody stood longest; its time is printed, and the sum of all.
            """)

    @Option(help: ArgumentHelp("The camera, as events name it.", valueName: "name"))
    var camera: String

    @Option(help: ArgumentHelp("The picture's file, .png or .jpg.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("A picture or clip of the camera to draw on; dark grey without.", valueName: "file"))
    var on: String?

    @Option(help: ArgumentHelp("Only reports that begin at this time or later.", valueName: "time"))
    var from: CaptureTime?

    @Option(help: ArgumentHelp("Only reports that end at this time or earlier.", valueName: "time"))
    var to: CaptureTime?

    @Argument(help: "Event logs, JSON lines; “-” for standard input.")
    var files: [String]

    func validate() throws {
        if files.isEmpty { throw ValidationError("Name an event log.") }
        if PictureFile(path: output) == nil {
            throw ValidationError("--output takes a file that ends in .png or .jpg.")
        }
    }

    func run() throws {
        var sum = HeatSum()
        for file in files { try add(file, to: &sum) }
        guard let map = sum.map else {
            throw Failure.exit(
                Failure.noInput, "no count report of “\(camera)” with heat in it; `counts.heat_map` must be on")
        }
        let picture = try background(columns: map.columns, rows: map.rows).annotated(with: Annotations([.heat(map)]))
        try PictureFile(path: output)?.write(picture)
        print(sum.summary(camera: camera) + " → \(output)")
    }

    private func add(_ file: String, to sum: inout HeatSum) throws {
        for (index, line) in try lines(of: file).enumerated() {
            do {
                guard let report = try CountedLine(line)?.report(of: camera), isMeant(report) else { continue }
                if let heat = report.heat, !sum.add(heat, from: report.start, to: report.end) {
                    throw Failure.exit(Failure.noInput, "\(file):\(index + 1): its grid is another one than before")
                }
            } catch is DecodingError {
                throw Failure.exit(Failure.noInput, "\(file):\(index + 1): this is no event")
            }
        }
    }

    private func lines(of file: String) throws -> [Data] {
        if file == "-" {
            var lines: [Data] = []
            while let line = readLine() { lines.append(Data(line.utf8)) }
            return lines
        }
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: file)) else {
            throw Failure.exit(Failure.noInput, "\(file): it cannot be read")
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map { Data($0) }
    }

    private func isMeant(_ report: CountReport) -> Bool {
        (from.map { report.start >= $0 } ?? true) && (to.map { report.end <= $0 } ?? true)
    }

    private func background(columns: Int, rows: Int) throws -> Picture {
        guard let on else {
            return try Picture(width: 40 * columns, height: 40 * rows, colour: Colour(red: 40, green: 40, blue: 40))
        }
        let frame: Frame?
        do throws(MediaError) {
            frame = try FrameReader.open(SourceURL(on)).next()
        } catch {
            throw Failure.exit(error)
        }
        guard let frame else { throw Failure.exit(Failure.noInput, "\(on): there is no picture in it") }
        return try Picture(frame)
    }
}

/// A line of an event log, as far as it may be a count report.
private struct CountedLine: Decodable {
    let source: String
    let data: CountReport

    private struct Kind: Decodable {
        let type: String
    }

    /// - Returns: nil for an event of another type.
    init?(_ line: Data) throws {
        let decoder = JSONDecoder()
        guard try decoder.decode(Kind.self, from: line).type == EventType.countReport.rawValue else { return nil }
        self = try decoder.decode(Self.self, from: line)
    }

    /// nil where it is another camera's.
    func report(of camera: String) -> CountReport? { source.split(separator: "/").last == camera[...] ? data : nil }
}

/// Heat of several reports together.
private struct HeatSum {
    private var columns = 0
    private var rows = 0
    private var seconds: [Double] = []
    private var span: (start: CaptureTime, end: CaptureTime)?
    private var reports = 0

    /// - Returns: false where the grids differ.
    mutating func add(_ heat: CountReport.Heat, from start: CaptureTime, to end: CaptureTime) -> Bool {
        guard heat.seconds.count == heat.columns * heat.rows else { return false }
        if reports == 0 {
            (columns, rows, seconds) = (heat.columns, heat.rows, heat.seconds)
        } else {
            guard heat.columns == columns, heat.rows == rows else { return false }
            for index in seconds.indices { seconds[index] += heat.seconds[index] }
        }
        span = (min(span?.start ?? start, start), max(span?.end ?? end, end))
        reports += 1
        return true
    }

    /// Against the longest time of all; a cell of a tenth of it is to be seen, so the scale is the square root.
    var map: HeatMap? {
        guard let longest = seconds.max(), longest > 0 else {
            return reports > 0 ? HeatMap(columns: columns, rows: rows, values: seconds) : nil
        }
        return HeatMap(columns: columns, rows: rows, values: seconds.map { ($0 / longest).squareRoot() })
    }

    func summary(camera: String) -> String {
        let total = seconds.reduce(0, +)
        let time = span.map { "\($0.start.rfc3339) to \($0.end.rfc3339)" } ?? ""
        return
            "\(camera): \(reports) \(reports == 1 ? "report" : "reports"), \(time), \(Int(total.rounded())) object-seconds, "
            + "\(Int((seconds.max() ?? 0).rounded())) in the brightest cell"
    }
}
