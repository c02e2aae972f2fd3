import CBuiltinModel
import Inference

extension DetectionModel {
    /// The detector that comes with the program; see `training/model-card.md`.
    package static func builtin(_ settings: ModelSettings = ModelSettings()) throws(DetectionError) -> DetectionModel {
        let bytes = UnsafeRawBufferPointer(start: vedette_builtin_model_bytes(), count: vedette_builtin_model_size())
        let model: Model
        do throws(ModelError) {
            model = try Model.load(embedded: bytes, name: "builtin")
        } catch {
            throw .model(error)
        }
        return try DetectionModel(model, path: "builtin", settings)
    }
}
