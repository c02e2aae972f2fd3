import FoundationEssentials
import Inference
import TestSupport
import Testing

/// Real models against what ONNX Runtime makes of them (see scripts/reference_outputs.py).
@Suite("Real models agree with ONNX Runtime")
struct ReferenceOutputTests {
    struct Reference: Decodable {
        struct Output: Decodable {
            let shape: [Int]
            let indices: [Int]
            let values: [Float]
        }

        let model: String
        let input: String
        let shape: [Int]
        let scale: Float
        let outputs: [String: Output]
    }

    static let names = [
        "FastestDet", "yolox_nano", "yunet_n_320_320", "yunet_n_640_640", "yunet_n_dynamic",
        "ultraface_version-RFB-320", "ultraface_version-slim-320_simplified",
    ]

    @Test(
        "within 1e-3, run after run",
        .enabled(if: Material.has("models/FastestDet.onnx"), "the folder of models is not here"), arguments: names)
    func agrees(name: String) throws {
        let path = Material.packageRoot + "/Tests/Reference/onnxruntime/\(name).json"
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(contentsOf: URL(filePath: path)))
        let session = Session(try Model.load(path: Material.path("models/" + reference.model)))
        let input = Tensor.floats(shape: reference.shape) { target in
            for index in target.indices {
                let bits = UInt32(truncatingIfNeeded: UInt64(index) &* 2_654_435_761)
                target[index] = Float(Double(bits) / 4_294_967_296 * Double(reference.scale))
            }
        }
        for _ in 0..<2 {
            let results = try session.run([reference.input: input])
            for (name, expected) in reference.outputs {
                let result = try #require(results[name])
                #expect(result.shape == expected.shape)
                let numbers = result.elements(of: Float.self)
                let worst = zip(expected.indices, expected.values).map { abs(numbers[$0] - $1) }.max() ?? .infinity
                #expect(worst < 1e-3, "\(name)")
            }
        }
    }
}
