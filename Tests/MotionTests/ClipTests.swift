import Foundation
import Motion
import TestSupport
import Testing

@Suite("Real clips through the gate", .enabled(if: Footage.commandsAreThere, "needs the command ffmpeg"))
struct ClipTests {
    struct Clip: CustomTestStringConvertible {
        let name: String
        let width: Int
        let height: Int
        let framesPerSecond: Double
        let passes: ClosedRange<Double>
        var testDescription: String { name }
    }

    static let clips = [
        Clip(name: "pets09-s2l1", width: 768, height: 576, framesPerSecond: 10, passes: 0.9...1),
        Clip(name: "one-by-one-person-detection", width: 768, height: 432, framesPerSecond: 10, passes: 0...1),
        Clip(name: "bottle-detection", width: 640, height: 360, framesPerSecond: 29.83, passes: 0...1),
        Clip(name: "car-detection", width: 768, height: 432, framesPerSecond: 12.5, passes: 0...1),
        Clip(name: "person-bicycle-car", width: 768, height: 432, framesPerSecond: 12, passes: 0...1),
        Clip(name: "door-vfr", width: 960, height: 544, framesPerSecond: 19.7, passes: 0...1),
    ]

    @Test(arguments: clips) func letsThrough(_ clip: Clip) throws {
        let path = "video/\(clip.name).mp4"
        let next = try Footage(
            clip: path, width: clip.width, height: clip.height, framesPerSecond: clip.framesPerSecond
        ).open()
        let gate = MotionGate(options: MotionOptions())
        var reasons: [MotionVerdict.Reason: Int] = [:]
        var number = 0, moving = 0
        var line = ""
        while let picture = next() {
            let verdict = gate.examine(picture.frame(number: number, seconds: Double(number) / clip.framesPerSecond))
            number += 1
            reasons[verdict.reason, default: 0] += 1
            moving += verdict.isMoving ? 1 : 0
            line +=
                verdict.reason == .moving
                ? "m" : verdict.reason == .still ? "." : String(verdict.reason.rawValue.first!).uppercased()
        }
        print(
            clip.name, number, "moving", Double(moving) / Double(number),
            reasons.map { "\($0.key.rawValue) \($0.value)" })
        if ProcessInfo.processInfo.environment["LINE"] != nil { print(line) }
    }
}
