import Detection
import Foundation
import Geometry
import TestSupport
import Testing

/// Graphs that PyPI's `onnx` made, held against a decoder in NumPy (`scripts/reference_detections.py`).
@Suite struct FamilyReferenceTests {
    private struct Reference: Decodable {
        let labelIndex: Int
        let score: Float
        let box: [Double]
    }

    private static let folder = Material.packageRoot + "/Tests/Reference/families/"
    static let graphs: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test func `Every family has a graph`() {
        for name in ModelFamilies.names { #expect(Self.graphs.contains { $0.hasPrefix(name) }) }
    }

    @Test(arguments: graphs)
    func `A family's graph is recognised, and its boxes are the reference's`(name: String) throws {
        let model = try DetectionModel.load(path: Self.folder + name + ".onnx")
        #expect(name.hasPrefix(type(of: model.family).name))
        #expect(model.size == InputSize(width: 96, height: 64))
        // A frame of twice the input's size: one scale for all families, whether they stretch or letterbox.
        let picture = TestFrame(width: 192, height: 128, layout: .yuv420p)
        picture.draw { plane, x, y in UInt8((plane * 50 + x * 3 + y * 5) % 256) }
        let found = try Detector(model, options: DetectorOptions(score: 0.3)).detect(picture.frame())
        let wanted = Suppression.merge(try references(name, model), overlap: model.overlap ?? 1)
        try #require(found.count == wanted.count)
        #expect(wanted.count > 2)
        for (one, other) in zip(found, wanted) {
            #expect(one.label == other.label)
            #expect(abs(one.score - other.score) < 1e-4)
            #expect(one.box.overlap(other.box) > 0.999)
        }
    }

    private func references(_ name: String, _ model: DetectionModel) throws -> [Detection] {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.folder + name + ".json"))
        return try JSONDecoder().decode([Reference].self, from: data).compactMap { reference in
            let box = Box(
                left: reference.box[0] / 96, top: reference.box[1] / 64, right: reference.box[2] / 96,
                bottom: reference.box[3] / 64
            ).intersection(.whole)
            guard box.width > 0, box.height > 0 else { return nil }
            return Detection(
                label: model.labels[reference.labelIndex], labelIndex: reference.labelIndex,
                score: min(1, reference.score), box: box)
        }
    }

    @Test func `The built-in family's metadata name labels and default scores`() throws {
        let model = try DetectionModel.load(path: Self.folder + "vedette.onnx")
        #expect(model.labels == ["person", "car", "dog"])
        #expect(model.scores == [0.5, 0.4, 0.35])
        #expect(model.labelSource == "the model's metadata (labels)")
        #expect(model.preprocessing.fit == .letterbox(centred: false, fill: 114))
    }

    @Test func `Labels that a model does not know are named`() throws {
        let model = try DetectionModel.load(path: Self.folder + "yolov8.onnx")
        let error = #expect(throws: DetectionError.self) {
            try Detector(model, options: DetectorOptions(labels: ["person", "yeti"]))
        }
        #expect("\(error.map(String.init(describing:)) ?? "")" == "the model knows no yeti; it knows person, car, dog")
    }

    @Test func `Only wanted labels are reported`() throws {
        let model = try DetectionModel.load(path: Self.folder + "yolov8.onnx")
        let picture = TestFrame(width: 192, height: 128, layout: .gray)
        let all = try Detector(model, options: DetectorOptions(score: 0.3)).detect(picture.frame())
        let cars = try Detector(model, options: DetectorOptions(score: 0.3, labels: ["car"])).detect(picture.frame())
        #expect(cars == all.filter { $0.label == "car" })
        #expect(!cars.isEmpty && cars.count < all.count)
    }

    @Test func `Settings' labels of a wrong count are refused, with both counts`() {
        let error = #expect(throws: DetectionError.self) {
            try DetectionModel.load(
                path: Self.folder + "yolov8.onnx", settings: ModelSettings(labels: ["person", "car"]))
        }
        #expect("\(error.map(String.init(describing:)) ?? "")" == "the settings has 2 labels, the model scores 3")
    }

    @Test func `A size that a fixed graph does not take is refused`() {
        #expect(throws: DetectionError.self) {
            try DetectionModel.load(
                path: Self.folder + "yolov8.onnx", settings: ModelSettings(size: InputSize(width: 640, height: 640)))
        }
    }
}
