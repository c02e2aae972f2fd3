import Inference

/// The graph's input that takes the picture: float, batch × 3 × height × width.
struct PictureInput {
    let name: String
    private let width: Int?
    private let height: Int?

    var hasOpenSize: Bool { width == nil || height == nil }

    init(_ model: Model) throws(DetectionError) {
        let pictures = model.inputs.filter { input in
            input.shape.count == 4 && (input.shape[0] ?? 1) == 1 && (input.shape[1] ?? 3) == 3 && input.type == .float32
        }
        guard pictures.count == 1, let input = pictures.first, model.inputs.count == 1 else {
            throw .noPictureInput(inputs: model.inputs.map(\.summary))
        }
        name = input.name
        height = input.shape[2]
        width = input.shape[3]
    }

    /// The graph's own size, else the settings' or the properties'; nil where none says.
    func size(settings: ModelSettings, properties: ModelProperties) throws(DetectionError) -> InputSize? {
        if let width, let height {
            let own = InputSize(width: width, height: height)
            guard settings.size == nil || settings.size == own else {
                throw .inputSize(settings.size.map(\.description) ?? "", allowed: "\(own) only")
            }
            guard (1...8192).contains(width), (1...8192).contains(height) else {
                throw .inputSize(own.description, allowed: "sides of 1 to 8192")
            }
            return own
        }
        if let size = settings.size { return completed(size) }
        guard let size = try properties.size() else { return nil }
        return completed(size)
    }

    /// A size with the sides that the graph fixes.
    func completed(_ size: InputSize) -> InputSize {
        InputSize(width: width ?? size.width, height: height ?? size.height)
    }
}

extension ModelSignature {
    /// Runs the graph once where it leaves an output's shape open.
    init(of model: Model, picture: PictureInput, size: InputSize) throws(DetectionError) {
        var outputs = model.outputs
        if outputs.contains(where: { $0.shape.isEmpty || $0.shape.contains(nil) }) {
            let blank = Tensor.floats(shape: [1, 3, size.height, size.width]) { $0.initialize(repeating: 0) }
            let tensors = try Session(model).results(of: [picture.name: blank])
            outputs = outputs.map { output in
                ValueInfo(name: output.name, type: output.type, shape: tensors[output.name]?.shape ?? output.shape)
            }
        }
        self.init(inputs: model.inputs, outputs: outputs, metadata: model.metadata, size: size)
    }
}

extension Session {
    func results(of inputs: [String: Tensor]) throws(DetectionError) -> [String: Tensor] {
        do throws(InferenceError) { return try run(inputs) } catch { throw .inference(error) }
    }
}
