import FoundationEssentials
import Inference

/// Loads models that tests build, through a file, as all models are loaded.
enum TemporaryModel {
    static func load(_ bytes: [UInt8]) throws -> Model {
        let path = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString).onnx")
        try Data(bytes).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        return try Model.load(path: path.path)
    }

    static func load(_ build: (inout ModelBytes) -> Void) throws -> Model { try load(ModelBytes.model(build)) }
}
