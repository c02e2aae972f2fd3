import Detection
import Foundation
import TestSupport
import Testing

/// What a model does not say itself: a file beside it, then the family's defaults.
@Suite struct ModelNeighboursTests {
    /// A family's graph in a folder of its own, with files beside it.
    private func load(_ graph: String, _ files: [String: String]) throws -> DetectionModel {
        let folder = NSTemporaryDirectory() + "vedette-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = Material.packageRoot + "/Tests/Reference/families/\(graph).onnx"
        try FileManager.default.copyItem(atPath: source, toPath: folder + "/model.onnx")
        for (name, text) in files { try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8) }
        return try DetectionModel.load(path: folder + "/model.onnx")
    }

    @Test func `Without a word of anyone the family's defaults hold`() throws {
        let model = try load("picodet", [:])
        #expect(model.labels == ["label 0", "label 1", "label 2"])
        #expect(model.labelSource.contains("none found"))
        #expect(model.preprocessing == model.family.defaults.preprocessing)
    }

    @Test func `Files beside a model that says nothing give labels, pre-processing and scores`() throws {
        let model = try load(
            "picodet",
            [
                "model.names": "cat\ndog\nbird\n",
                "model.properties": """
                # As it was trained.
                channels: bgr
                mean: 1, 2, 3
                scale: 0.5
                fit: letterbox-centred
                letterbox: 7
                overlap: 0.4
                thresholds: {"cat": 0.9}
                """,
            ])
        #expect(model.labels == ["cat", "dog", "bird"])
        #expect(model.labelSource == "the .names file beside the model")
        let expected = Preprocessing(
            channels: .bgr, mean: SIMD3(1, 2, 3), scale: SIMD3(repeating: 0.5), fit: .letterbox(centred: true, fill: 7))
        #expect(model.preprocessing == expected)
        #expect(abs((model.overlap ?? 0) - 0.4) < 1e-6)
        #expect(model.scores == [0.9, model.family.defaults.score, model.family.defaults.score])
    }

    @Test func `A model's own metadata goes before a file`() throws {
        let files = ["model.properties": "channels: rgb\nlabels: ['a', 'b', 'c']\n", "model.names": "d\ne\nf\n"]
        let ours = try load("vedette", files)
        #expect(ours.labels == ["person", "car", "dog"] && ours.preprocessing.channels == .bgr)
        let foreign = try load("yolov8", files)
        #expect(foreign.labelSource == "the model's metadata (names)")
    }

    @Test(arguments: ["channels: cmyk", "mean: 1, 2", "scale: fast", "fit: somehow", "thresholds: 7"])
    func `A word that makes no sense is an error that names its key`(line: String) {
        let error = #expect(throws: DetectionError.self) { try load("picodet", ["model.properties": line]) }
        let key = line.prefix { $0 != ":" }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains(key))
    }
}
