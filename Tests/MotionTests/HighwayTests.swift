import Foundation
import Motion
import TestSupport
import Testing

/// Hits and misses, of pixels or of frames.
private struct Score: CustomStringConvertible {
    var right = 0
    var wrong = 0
    var missed = 0

    var precision: Double { Double(right) / Double(max(right + wrong, 1)) }
    var recall: Double { Double(right) / Double(max(right + missed, 1)) }
    var measure: Double { 2 * precision * recall / max(precision + recall, 1e-9) }

    mutating func count(found: Bool, true isTrue: Bool) {
        if found && isTrue { right += 1 } else if found { wrong += 1 } else if isTrue { missed += 1 }
    }

    var description: String {
        String(format: "precision %.4f recall %.4f F %.4f", precision, recall, measure)
    }
}

@Suite(
    "CDnet 2014 highway, with its masks",
    .enabled(
        if: Material.has("motion/highway.mp4", "motion/highway-groundtruth.zip") && Footage.commandsAreThere,
        "needs motion/highway.mp4 and its masks in VEDETTE_MATERIAL, and the commands ffmpeg and unzip"))
struct HighwayTests {
    /// Frames 470 to 1700 count; 85 and 170 are excluded, a shadow (50) counts as still. Every frame that counts has
    /// something that moves, so tiles of 40 by 40 stand in for the frames where nothing does.
    @Test(arguments: [1, 5]) func pixelsAndTilesMatchTheTruth(every step: Int) throws {
        let next = try Footage.highway.open()
        let nextTruth = try Footage.highwayTruth.open()
        let gate = MotionGate(options: MotionOptions())
        var pixels = Score(), tiles = Score(), frames = Score()
        var number = 0
        while let picture = next(), let truth = nextTruth() {
            number += 1
            guard number % step == 0 else { continue }
            let verdict = gate.examine(picture.frame(number: number, seconds: Double(number) / 25))
            let mask = try #require(gate.mask)
            if step == 1 { try Self.save(mask, number) }
            guard number >= 470 else { continue }
            Self.compare(mask.cells, truth.pixels, &pixels, &tiles)
            frames.count(found: verdict.isMoving, true: truth.pixels.contains(255))
        }
        #expect(number == 1700)
        print("highway, every \(step): pixels \(pixels), tiles \(tiles), frames \(frames)")
        #expect(pixels.measure > (step == 1 ? 0.94 : 0.92))
        #expect(frames.recall >= 0.98)
        #expect(tiles.recall >= 0.98 && tiles.precision >= 0.88)
    }

    private static func compare(_ cells: [UInt8], _ truth: [UInt8], _ pixels: inout Score, _ tiles: inout Score) {
        for top in stride(from: 0, to: 240, by: 40) {
            for left in stride(from: 0, to: 320, by: 40) {
                var found = false, moves = 0
                for y in top..<top + 40 {
                    for i in y * 320 + left..<y * 320 + left + 40 where truth[i] != 85 && truth[i] != 170 {
                        pixels.count(found: cells[i] == 255, true: truth[i] == 255)
                        found = found || cells[i] == 255
                        moves += truth[i] == 255 ? 1 : 0
                    }
                }
                // A corner of a car in a tile is neither here nor there.
                if moves == 0 || moves >= 20 { tiles.count(found: found, true: moves > 0) }
            }
        }
    }

    /// For `benchmarks/motion/compare.py`: leaves the masks where `VEDETTE_MOTION_MASKS` says.
    private static func save(_ mask: MotionMask, _ number: Int) throws {
        guard let folder = ProcessInfo.processInfo.environment["VEDETTE_MOTION_MASKS"] else { return }
        let name = String(format: "%@/%06d.pgm", folder, number)
        try Data(mask.pgm).write(to: URL(fileURLWithPath: name))
    }
}
