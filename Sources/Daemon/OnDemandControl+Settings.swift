import Frames
import Ingest
import Motion
import Settings
import Synchronization

extension DecodePolicy {
    /// A gate that is switched off wants to see every frame, and so does whoever asks for them.
    init(_ camera: Configuration.Camera) {
        switch camera.decode {
        case .everyFrame: self = .everyFrame
        case .keyframes: self = .keyframes
        case .onDemand: self = camera.motion.enabled ? .onDemand : .everyFrame
        case .auto: self = camera.motion.enabled ? .auto : .everyFrame
        }
    }
}

extension OnDemandControl {
    /// Nil where the camera is not decoded on demand.
    ///
    /// - Parameter turns: shared by all cameras.
    convenience init?(_ camera: Configuration.Camera, turns: AuditTurns) {
        switch DecodePolicy(camera) {
        case .everyFrame, .keyframes: return nil
        case .onDemand, .auto: break
        }
        let settings = camera.onDemand
        let options = OnDemandOptions(
            recall: settings.recall, lookEvery: settings.lookEvery.seconds, bytes: Int(settings.memoryMB * 1_048_576))
        let motion = MotionOptions(camera)
        self.init(options, turns: turns) { MotionJudge(motion, lookEvery: options.lookEvery) }
    }
}

/// The frame-domain gate, on pictures that come seconds apart.
private final class MotionJudge: FrameJudge {
    private let gate: MotionGate

    init(_ options: MotionOptions, lookEvery: Double) {
        var options = options
        options.longestStep = lookEvery
        gate = MotionGate(options: options)
    }

    func findsMotion(in frame: Frame) -> Bool { gate.examine(frame).isMoving }
}

extension CameraPipeline {
    /// What the camera's thread needs to know of the frame that was looked at last.
    func verdict(on frame: Frame) -> FrameVerdict {
        FrameVerdict(seconds: frame.seconds, isMoving: movedLast, isFollowing: isFollowing)
    }
}

/// Changes of decoding that a reader told of, for whoever asks between two frames.
final class DecodeChanges: Sendable {
    private let waiting = Mutex<[DecodeChange]>([])

    var note: @Sendable (IngestEvent) -> Void {
        { [self] event in
            if case .decodeChanged(let change) = event { waiting.withLock { $0.append(change) } }
        }
    }

    func take() -> [DecodeChange] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
