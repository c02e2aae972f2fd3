import Detection
import Foundation
import Geometry
import Inference
import TestSupport
import Testing

/// The detector that is shipped, in both of its variants.
@Suite struct BuiltinTests {
    private static let files = [BuiltinVariant.float: "builtin", .int8: "builtin-int8"]

    @Test func `Both files fit into 4 MB, and know the same labels, defaults and sizes`() throws {
        #expect(BuiltinVariant.allCases.map(\.bytes.count).reduce(0, +) <= 4_000_000)
        let (float, bytes) = (
            try DetectionModel.builtin(.float), try DetectionModel.builtin(.int8)
        )
        #expect(float.labels == ["person", "bicycle", "car", "motorcycle", "bus", "truck", "dog", "cat"])
        #expect(bytes.labels == float.labels)
        #expect(float.scores.count == float.labels.count && float.scores.allSatisfy { $0 > 0.1 && $0 < 0.95 })
        #expect(bytes.scores == float.scores)
        #expect(bytes.size == float.size)
        #expect([float, bytes].map { $0.model.metadata["weights"] } == ["float16", "int8"])
    }

    @Test func `The variant is chosen by what the processor can do`() throws {
        let chosen = Model.computesInBytes ? "int8" : "float16"
        #expect(try DetectionModel.builtin().model.metadata["weights"] == chosen)
        #expect(try DetectionModel.builtinSummary().metadata["weights"] == chosen)
    }

    @Test(
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"), arguments: BuiltinVariant.allCases)
    func `ONNX Runtime says the same`(variant: BuiltinVariant) throws {
        let folder = NSTemporaryDirectory() + "vedette-builtin-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Blocks of colour: what a network sees in white noise is nothing.
        let numbers = (0..<3 * 224 * 320).map { index -> Float in
            let (channel, y, x) = (index / (224 * 320), index / 320 % 224, index % 320)
            return Float((x / 24 &* 37 &+ y / 40 &* 101 &+ channel &* 59) % 256)
        }
        let input = Tensor(numbers, shape: [1, 3, 224, 320])
        try Npy.write(input, path: folder + "/pictures.npy")
        let file = Material.packageRoot + "/Sources/CBuiltinModel/\(Self.files[variant] ?? "").onnx"
        _ = try Judge.ask("run_model.py", file, folder)
        let found = try Session(DetectionModel.builtin(variant).model).run(["pictures": input])
        for name in ["scores", "distances"] {
            let expected = try Npy.read(path: folder + "/\(name).npy").elements(of: Float.self)
            let result = try #require(found[name]).elements(of: Float.self)
            let errors = zip(result, expected).map { abs($0 - $1) }
            #expect(result.count == expected.count && expected.contains { abs($0) > 0.05 })
            // Bytes round either way where two runtimes add up in another order.
            let (worst, mean): (Float, Float) = variant == .float ? (1e-3, 1e-4) : (0.25, 0.03)
            #expect(errors.max() ?? 1 < worst)
            #expect(errors.reduce(0, +) / Float(errors.count) < mean)
        }
    }

    private static let hasPETS = Material.has("video/pets09-s2l1.mp4", "tracks/pets09-s2l1.gt.txt")

    @Test(.enabled(if: hasPETS, "needs VEDETTE_MATERIAL"), arguments: BuiltinVariant.allCases)
    func `People seen from high up are found`(variant: BuiltinVariant) throws {
        let model = try DetectionModel.builtin(variant)
        let detector = try Detector(model, options: DetectorOptions(score: 0.02, labels: ["person"]))
        var (ranked, present): ([(score: Float, isRight: Bool)], Int) = ([], 0)
        for (frame, people) in zip(try Footage.pets.frames(), try Footage.pets.people()) {
            present += people.count
            var missing = people
            for detection in try detector.detect(frame.frame()).sorted(by: { $0.score > $1.score }) {
                let overlaps = missing.map { $0.overlap(detection.box) }
                let best = overlaps.indices.max { overlaps[$0] < overlaps[$1] }
                let isRight = best.map { overlaps[$0] >= 0.5 } ?? false
                if let best, isRight { missing.remove(at: best) }
                ranked.append((detection.score, isRight))
            }
        }
        ranked.sort { $0.score > $1.score }
        #expect(present > 40)
        #expect(averagePrecision(ranked.map(\.isRight), present: present) >= 0.8)
        // What the default score promises: few false boxes, and most people.
        let reported = ranked.prefix { $0.score >= model.scores[0] }
        let right = reported.filter(\.isRight).count
        #expect(Double(right) / Double(reported.count) >= 0.85)
        #expect(Double(right) / Double(present) >= 0.7)
    }

    /// The area under the precision envelope of ranked boxes.
    private func averagePrecision(_ hits: [Bool], present: Int) -> Double {
        var (right, best, area) = (hits.filter { $0 }.count, 0.0, 0.0)
        for (index, hit) in hits.enumerated().reversed() where hit {
            best = max(best, Double(right) / Double(index + 1))
            area += best / Double(present)
            right -= 1
        }
        return area
    }

    @Test(
        .enabled(if: Material.has("video/bottle-detection.mp4"), "needs VEDETTE_MATERIAL"),
        arguments: BuiltinVariant.allCases)
    func `Nobody is seen where nobody is`(variant: BuiltinVariant) throws {
        let detector = try Detector(.builtin(variant), options: DetectorOptions(labels: ["person"]))
        let frames = try Footage.bottles.frames()
        #expect(frames.count > 15)
        for frame in frames { #expect(try detector.detect(frame.frame()).isEmpty) }
    }
}
