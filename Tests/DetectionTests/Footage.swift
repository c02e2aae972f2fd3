import Foundation
import Geometry
import TestSupport
import Testing

/// Frames of a clip of the material, decoded by ffmpeg.
struct Footage {
    static let pets = Footage("video/pets09-s2l1.mp4", width: 768, height: 576, every: 80)
    static let bottles = Footage("video/bottle-detection.mp4", width: 640, height: 360, every: 60)

    let clip: String
    let width: Int
    let height: Int
    let every: Int

    private init(_ clip: String, width: Int, height: Int, every: Int) {
        (self.clip, self.width, self.height, self.every) = (clip, width, height, every)
    }

    /// Every so many frames, from the first on.
    func frames() throws -> [TestFrame] {
        let path = NSTemporaryDirectory() + "vedette-frames-\(ProcessInfo.processInfo.processIdentifier)-\(UUID()).yuv"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let decode = try RunningProcess(
            "ffmpeg",
            [
                "-v", "error", "-i", Material.path(clip), "-vf", "select=not(mod(n\\,\(every)))",
                "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", path,
            ])
        try #require(decode.exitStatus(within: 60) == 0, "\(decode.standardError)")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let samples = width * height
        return stride(from: 0, to: bytes.count, by: samples * 3 / 2).map { start in
            let frame = TestFrame(width: width, height: height, layout: .yuv420p)
            let offsets = [start, start + samples, start + samples * 5 / 4]
            frame.draw { plane, x, y in bytes[offsets[plane] + y * (plane == 0 ? width : width / 2) + x] }
            return frame
        }
    }

    /// The people of PETS09-S2L1 in those frames, in normalised coordinates.
    func people(_ truth: String = "tracks/pets09-s2l1.gt.txt") throws -> [[Box]] {
        var people: [[Box]] = []
        for line in try String(contentsOfFile: Material.path(truth), encoding: .utf8).split(separator: "\n") {
            let values = line.split(separator: ",").compactMap { Double($0) }
            let index = Int(values[0]) - 1
            guard index % every == 0 else { continue }
            while people.count <= index / every { people.append([]) }
            people[index / every].append(
                Box(
                    left: values[2] / Double(width), top: values[3] / Double(height),
                    right: (values[2] + values[4]) / Double(width), bottom: (values[3] + values[5]) / Double(height)))
        }
        return people
    }
}
