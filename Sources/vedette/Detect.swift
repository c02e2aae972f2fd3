import ArgumentParser
import Detection
import Frames
import Geometry
import Ingest
import Motion
import Status

struct Detect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a detector over clips or pictures and print what it sees, a line a frame.",
        discussion: """
            With --json each line is an object: frame (from 1), pts_seconds, detections with label, score and a box in \
            normalised coordinates (0 to 1, origin at the top left).
            """)

    private static let families = ModelFamilies.names.joined(separator: ", ")

    @Option(help: ArgumentHelp("builtin, or an ONNX file.", valueName: "model"))
    var model = "builtin"

    @Option(
        help: ArgumentHelp(
            "How the model's outputs are read, where their shapes do not tell: \(families).", valueName: "family"))
    var family: String?

    @Option(help: ArgumentHelp("The network's picture, where the model leaves it open.", valueName: "WIDTHxHEIGHT"))
    var size: InputSize?

    @Option(help: ArgumentHelp("Only these labels, separated by commas.", valueName: "labels"))
    var labels: String?

    @Option(help: ArgumentHelp("The lowest score to print, 0 to 1; else the model's own.", valueName: "score"))
    var score: Float?

    @Flag(help: "Look at regions of motion as well as the whole frame, as the daemon does.")
    var regions = false

    @Flag(help: "Print JSON, one object a frame.")
    var json = false

    @Argument(help: "Clips or pictures.")
    var files: [String]

    func validate() throws {
        if let score, !(0...1).contains(score) { throw ValidationError("--score takes a number from 0 to 1.") }
        if files.isEmpty { throw ValidationError("Name a clip or a picture.") }
    }

    func run() throws {
        let detector = try load()
        for file in files {
            do throws(MediaError) {
                try look(at: file, with: detector)
            } catch {
                throw Failure.exit(error)
            }
        }
    }

    private func load() throws -> Detector {
        let settings = ModelSettings(family: family, size: size)
        let wanted = labels?.split { $0 == "," || $0 == " " }.map(String.init) ?? []
        do throws(DetectionError) {
            let loaded =
                model == "builtin"
                ? try DetectionModel.builtin(settings) : try DetectionModel.load(path: model, settings: settings)
            return try Detector(loaded, options: DetectorOptions(score: score, labels: wanted))
        } catch {
            throw Failure.exit(error)
        }
    }

    private func look(at file: String, with detector: Detector) throws(MediaError) {
        let reader = try FrameReader.open(SourceURL(file))
        var gaze = Gaze(detector: detector, regions: regions)
        var shown = 0
        while let frame = try reader.next() {
            do throws(DetectionError) {
                let seen = FrameDetections(frame, try gaze.look(at: frame))
                print(json ? seen.json : seen.text)
            } catch {
                // The model, not the clip, is at fault, and will be for each further frame.
                Failure.say("vedette: frame \(frame.number): \(error)")
                Detect.exit(withError: Failure.unavailable)
            }
            shown += 1
        }
        if !json { print("\(file): \(shown) frames") }
    }
}

/// Where a frame is looked at: the whole of it, or as the daemon would.
private struct Gaze {
    let detector: Detector
    let regions: Bool
    let gate = MotionGate(options: MotionOptions())
    var planner = RegionPlanner()

    mutating func look(at frame: Frame) throws(DetectionError) -> [Detection] {
        guard regions else { return try detector.detect(frame) }
        let verdict = gate.examine(frame)
        let size = InputSize(width: frame.luma.width, height: frame.luma.height)
        let areas = planner.plan(
            interest: verdict.regions, frame: size, input: detector.model.size, seconds: frame.seconds)
        return try detector.detect(frame, in: [.whole] + areas.filter { $0 != .whole }).detections
    }
}

/// What was seen in one frame, as a line.
private struct FrameDetections {
    let frame: Int
    let seconds: Double
    let detections: [Detection]

    init(_ frame: Frame, _ detections: [Detection]) {
        self.frame = frame.number
        seconds = frame.seconds
        self.detections = detections
    }

    /// In the order that the documentation shows, which a sorting encoder would not keep.
    var json: String {
        let all = detections.map { seen in
            "{\"label\":\(quoted(seen.label)),\"score\":\(decimal(Double(seen.score), 4)),\"box\":{"
                + "\"left\":\(decimal(seen.box.left, 5)),\"top\":\(decimal(seen.box.top, 5)),"
                + "\"right\":\(decimal(seen.box.right, 5)),\"bottom\":\(decimal(seen.box.bottom, 5))}}"
        }
        let time = decimal(seconds, 6)
        return "{\"frame\":\(frame),\"pts_seconds\":\(time),\"detections\":[\(all.joined(separator: ","))]}"
    }

    var text: String {
        let all = detections.map { "\($0.label) \(decimal(Double($0.score) * 100, 0)) %" }
        return "frame \(frame)  \(decimal(seconds, 2)) s  " + (all.isEmpty ? "-" : all.joined(separator: ", "))
    }

    private func quoted(_ label: String) -> String { (try? JSONLine.text(label)) ?? "\"\"" }
}

extension InputSize: ExpressibleByArgument {
    /// `WIDTHxHEIGHT` in pixels, each from 32 to 4096.
    public init?(argument: String) {
        let sides = argument.split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy({ (32...4096).contains($0) }) else { return nil }
        self.init(width: sides[0], height: sides[1])
    }
}
