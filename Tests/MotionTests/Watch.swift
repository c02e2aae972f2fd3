import Motion

/// A gate at a camera of ten frames a second, and the verdicts so far.
final class Watch {
    static let framesPerSecond = 10.0
    var scene: Scene
    let gate: MotionGate
    private var number = 0

    var seconds: Double { Double(number) / Self.framesPerSecond }

    init(seed: UInt64 = 7, options: MotionOptions = MotionOptions()) {
        scene = Scene(seed: seed)
        gate = MotionGate(options: options)
    }

    /// Shows the scene for some seconds; `change` draws on each frame and is told the seconds since this call began.
    @discardableResult
    func show(_ duration: Double, _ change: (Double, inout [Double], inout Scene) -> Void = { _, _, _ in }) -> [Seen] {
        let begin = seconds
        return (0..<Int(duration * Self.framesPerSecond)).map { _ in
            let since = seconds - begin
            var picture = scene.still
            change(since, &picture, &scene)
            let verdict = gate.examine(scene.picture { $0 = picture }.frame(number: number, seconds: seconds))
            number += 1
            return Seen(since: since, verdict: verdict)
        }
    }
}

struct Seen {
    let since: Double
    let verdict: MotionVerdict
}

extension [Seen] {
    /// The share of frames in which something moved.
    var moving: Double { Double(filter(\.verdict.isMoving).count) / Double(Swift.max(count, 1)) }

    /// Seconds until the last frame in which something moved or that passed for another reason than the longest time.
    var quietAfter: Double {
        last { $0.verdict.isMoving || ![.still, .forced].contains($0.verdict.reason) }.map { $0.since + 0.1 } ?? 0
    }
}
