import CBuiltinModel
package import Inference

extension DetectionModel {
    /// The detector that comes with the program; see `training/model-card.md`.
    package static func builtin(_ settings: ModelSettings = ModelSettings()) throws(DetectionError) -> DetectionModel {
        let model: Model
        do throws(ModelError) {
            model = try Model.load(embedded: builtinBytes, name: "builtin")
        } catch {
            throw .model(error)
        }
        return try DetectionModel(model, path: "builtin", settings)
    }

    /// What its file says of itself.
    package static func builtinSummary() throws(ModelError) -> ModelSummary {
        try ModelSummary.read(embedded: builtinBytes, name: "builtin")
    }

    private static var builtinBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: vedette_builtin_model_bytes(), count: vedette_builtin_model_size())
    }
}
