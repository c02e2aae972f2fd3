package import Clocks
package import Decisions
import Detection
package import Events
package import Frames
import Geometry
import Ingest
import Rules
package import Settings
import Status
import Tracking

/// Clips through one camera's pipeline, on the caller's thread, as fast as it goes: what a replay is.
package struct ClipPlayer {
    /// What one frame, or a clip's end, brought.
    package struct Result {
        package var events: [Event]

        /// The objects in sight as MOTChallenge lines (frame,id,left,top,width,height,score,-1,-1,-1; pixels).
        package var motLines: [String] = []

        /// What became of the frame; nil at a clip's end.
        package var decision: FrameDecision?

        /// The frame itself; nil at a clip's end. Its memory is the decoder's: it is not to be kept.
        package var frame: Frame?

        /// How much footage is behind, from the start of the first clip.
        package var seconds: Double
    }

    private let camera: Settings.Configuration.Camera
    /// One for each of the configuration's workers. Frames go to them in turn, as they may in the daemon: which worker looks at a frame
    /// changes nothing, and a replay would show it if it did.
    private let detectors: [Detector]
    private var turn = 0
    private let pipeline: CameraPipeline
    private let events: EventFactory
    private let context: ReaderContext
    private let changes = DecodeChanges()
    private var coverage: CoverageLedger
    private let begin: CaptureTime
    private var start: CaptureTime
    private var heldLines: [Int: [String]] = [:]
    private let looksAtMultiples: Bool

    /// - Parameters:
    ///   - start: when the first clip was recorded; the next one follows where it ends.
    ///   - looksAtMultiples: where every n-th frame of a clip is due, whether those are n, 2n, 3n … as in a truth that was thinned, and
    ///     not 1, n + 1, 2n + 1 …, as in the daemon.
    package init(
        configuration: Settings.Configuration, camera: Settings.Configuration.Camera, start: CaptureTime,
        looksAtMultiples: Bool = false
    ) throws(DaemonError) {
        self.looksAtMultiples = looksAtMultiples
        var alone = configuration
        alone.cameras = [camera]
        alone.cameras[0].enabled = true
        let detectors = try DetectorFactory(alone)
        let camera = detectors.resolved(camera)
        self.detectors = (0..<configuration.detector.workers).compactMap { _ in detectors.make() }
        let events = EventFactory.replay(host: "replay", seed: 1)
        self.camera = camera
        begin = start
        self.start = start
        self.events = events
        coverage = CoverageLedger(start: start)
        context = ReaderContext(onDemand: OnDemandControl(camera, turns: AuditTurns(cores: 1)), report: changes.note)
        pipeline = CameraPipeline(settings: camera, events: events, activity: CameraActivity(camera: camera.name))
    }

    /// - Throws: ``DaemonError`` for a clip that cannot be read or a frame that the model fails on, and what `use` throws.
    package mutating func play(_ clips: [String], _ use: (Result) throws -> Void) throws {
        for clip in clips { try play(clip, use) }
        try use(Result(events: pipeline.finish(reason: .stopped) + accounts(coverage.finish()), seconds: seconds))
    }

    private mutating func play(_ clip: String, _ use: (Result) throws -> Void) throws {
        pipeline.reset()
        let options = SourceOptions(policy: DecodePolicy(camera), timing: .recording(start: start))
        let reader = try FrameReader.open(SourceURL(clip), options: options, context: context)
        coverage.connect(at: start, flow: flow)
        var sampler = sampler(of: reader.info.framesPerSecond)
        while let frame = try reader.next() {
            start = max(start, frame.captured)
            guard sampler.isDue(at: frame.seconds) else { continue }
            let packets = context.counters.counts.packets
            let events =
                told(at: frame.captured) + (try pipeline.process(frame, packets: packets, with: nextDetector()))
            context.onDemand?.feedback.tell(pipeline.verdict(on: frame))
            coverage.look(at: frame.captured, flow: flow, wasInferred: pipeline.inferredLast)
            try use(
                Result(
                    events: events + accounts(coverage.takeReports()), motLines: motLines(of: frame),
                    decision: pipeline.decision, frame: frame, seconds: seconds))
        }
        coverage.look(at: start, flow: flow, wasInferred: false)
        try use(Result(events: pipeline.finish(reason: .offline) + accounts(coverage.takeReports()), seconds: seconds))
    }

    private func sampler(of clipRate: Double?) -> FrameSampler {
        guard looksAtMultiples, let clipRate, clipRate > camera.detect.fps else {
            return FrameSampler(fps: camera.detect.fps)
        }
        return FrameSampler(fps: camera.detect.fps, first: 1 / camera.detect.fps - 1 / clipRate)
    }

    private mutating func nextDetector() -> Detector? {
        guard !detectors.isEmpty else { return nil }
        defer { turn = (turn + 1) % detectors.count }
        return detectors[turn]
    }

    private var seconds: Double { begin.duration(to: start).seconds }

    /// How the clip is decoded, where that changed.
    private func told(at time: CaptureTime) -> [Event] {
        changes.take().map {
            events.event(.cameraDecodeChanged(DecodeReport($0)), camera: camera.name, at: time)
        }
    }

    private var flow: CoverageLedger.Flow { CoverageLedger.Flow(context.counters) }

    private func accounts(_ reports: [CoverageLedger.Report]) -> [Event] {
        reports.map { events.event(.cameraCoverage(CoverageReport($0)), camera: camera.name, at: $0.end) }
    }

    /// A track's lines are held until it is believed, and dropped where it never is.
    private mutating func motLines(of frame: Frame) -> [String] {
        var lines: [String] = []
        for track in pipeline.tracks {
            switch track.state {
            case .tentative: heldLines[track.id, default: []].append(motLine(track, in: frame))
            case .confirmed: lines += (heldLines.removeValue(forKey: track.id) ?? []) + [motLine(track, in: frame)]
            case .lost: break
            case .ended: heldLines[track.id] = nil
            }
        }
        return lines
    }

    private func motLine(_ track: Track, in frame: Frame) -> String {
        let (width, height) = (Double(frame.luma.width), Double(frame.luma.height))
        let box = track.box
        let place = [box.left * width, box.top * height, box.width * width, box.height * height]
        let numbers = place.map { decimal($0, 2) } + [decimal(track.score, 4), "-1", "-1", "-1"]
        return "\(frame.number),\(track.id),\(numbers.joined(separator: ","))"
    }
}
