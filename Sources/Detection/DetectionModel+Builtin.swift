package import Inference

extension DetectionModel {
    /// The detector that comes with the program (`docs/model-card.md`), as this processor runs it fastest.
    package static func builtin(_ settings: ModelSettings = ModelSettings()) throws(DetectionError) -> DetectionModel {
        try builtin(.fastest, settings)
    }

    /// One of its variants.
    package static func builtin(
        _ variant: BuiltinVariant, _ settings: ModelSettings = ModelSettings()
    ) throws(DetectionError) -> DetectionModel {
        let model: Model
        do throws(ModelError) {
            model = try Model.load(embedded: variant.bytes, name: "builtin")
        } catch {
            throw .model(error)
        }
        return try DetectionModel(model, path: "builtin", settings)
    }

    /// What the file of its fastest variant says of itself.
    package static func builtinSummary() throws(ModelError) -> ModelSummary {
        try ModelSummary.read(embedded: BuiltinVariant.fastest.bytes, name: "builtin")
    }
}
