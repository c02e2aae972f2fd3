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

        /// Seconds from the end of the warm-up in which nothing is there that could move.
        let quiet: Double

        /// The share of all frames that may pass.
        let passes: ClosedRange<Double>
        var testDescription: String { name }
        var path: String { "video/\(name).mp4" }
    }

    static let clips = [
        Clip(name: "pets09-s2l1", width: 768, height: 576, framesPerSecond: 10, quiet: 0, passes: 0.98...1),
        Clip(
            name: "one-by-one-person-detection", width: 768, height: 432, framesPerSecond: 10, quiet: 4.5,
            passes: 0.65...0.85),
        Clip(name: "bottle-detection", width: 640, height: 360, framesPerSecond: 29.83, quiet: 3.5, passes: 0.7...0.9),
        Clip(name: "car-detection", width: 768, height: 432, framesPerSecond: 12.5, quiet: 3, passes: 0.75...0.92),
        Clip(
            name: "person-bicycle-car", width: 768, height: 432, framesPerSecond: 12, quiet: 0, passes: 0.65...0.85),
        Clip(name: "door-vfr", width: 960, height: 544, framesPerSecond: 19.7, quiet: 1, passes: 0.75...0.95),
    ].filter { Material.has($0.path) }

    @Test(arguments: clips) func passesWhatMovesAndLittleElse(_ clip: Clip) throws {
        let footage = Footage(
            clip: clip.path, width: clip.width, height: clip.height, framesPerSecond: clip.framesPerSecond)
        let next = try footage.open()
        let gate = MotionGate(options: MotionOptions())
        var (number, passed, falseAlarms) = (0, 0, 0)
        while let picture = next() {
            let seconds = Double(number) / clip.framesPerSecond
            let verdict = gate.examine(picture.frame(number: number, seconds: seconds))
            number += 1
            passed += verdict.passes ? 1 : 0
            if seconds < 1 + clip.quiet && verdict.isMoving && clip.quiet > 0 { falseAlarms += 1 }
        }
        let share = Double(passed) / Double(number)
        print("\(clip.name): \(number) frames, \(passed) passed, \(String(format: "%.1f", share * 100)) %")
        #expect(clip.passes.contains(share))
        #expect(falseAlarms == 0)
    }
}
