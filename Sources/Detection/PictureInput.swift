import Inference

/// The graph's input that takes the picture, and the small ones beside it that some exporters add.
struct PictureInput {
    let name: String

    /// 8-bit values, as TensorFlow's exporters want them, instead of floats.
    let isBytes: Bool

    /// Height × width × 3 instead of 3 × height × width.
    let isInterleaved: Bool
    private let width: Int?
    private let height: Int?
    private let others: [ValueInfo]

    var hasOpenSize: Bool { width == nil || height == nil }

    init(_ inputs: [ValueInfo]) throws(DetectionError) {
        let pictures = inputs.filter(Self.takesPicture)
        let others = inputs.filter { !Self.takesPicture($0) }
        guard pictures.count == 1, let input = pictures.first, others.allSatisfy(Self.isKnown) else {
            throw .noPictureInput(inputs: inputs.map(\.summary))
        }
        name = input.name
        isBytes = input.type == .uint8
        isInterleaved = input.shape[1] != 3 && input.shape[3] == 3
        height = isInterleaved ? input.shape[1] : input.shape[2]
        width = isInterleaved ? input.shape[2] : input.shape[3]
        self.others = others
    }

    private static func takesPicture(_ input: ValueInfo) -> Bool {
        guard input.shape.count == 4, (input.shape[0] ?? 1) == 1, [.float32, .uint8].contains(input.type) else {
            return false
        }
        return (input.shape[1] ?? 3) == 3 || input.shape[3] == 3
    }

    /// A size with the sides that the graph fixes.
    func completed(_ size: InputSize) -> InputSize {
        InputSize(width: width ?? size.width, height: height ?? size.height)
    }

    /// The graph's own size, else the settings' or the properties'; nil where none says.
    func size(settings: ModelSettings, properties: ModelProperties) throws(DetectionError) -> InputSize? {
        guard let width, let height else {
            if let size = settings.size { return completed(size) }
            guard let size = try properties.size() else { return nil }
            return completed(size)
        }
        let own = InputSize(width: width, height: height)
        if let asked = settings.size, asked != own {
            throw .inputSize(asked.description, allowed: "\(own) only")
        }
        guard (1...8192).contains(width), (1...8192).contains(height) else {
            throw .inputSize(own.description, allowed: "sides of 1 to 8192")
        }
        return own
    }
}

extension PictureInput {
    /// Small inputs whose values follow from the picture's size: the projects' names for them, RT-DETR's first, then
    /// PaddleDetection's.
    private static func isKnown(_ input: ValueInfo) -> Bool {
        ["orig_target_sizes", "im_shape", "scale_factor"].contains(input.name) && input.shape.count == 2
    }

    /// Boxes come in the input's own samples when it is given as the original's size.
    func otherTensors(_ size: InputSize) -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for input in others {
            let values: [Int] =
                switch input.name {
                case "orig_target_sizes": [size.width, size.height]
                case "im_shape": [size.height, size.width]
                default: [1, 1]
                }
            tensors[input.name] =
                switch input.type {
                case .int64: Tensor(values.map(Int64.init), shape: [1, 2])
                case .int32: Tensor(values.map(Int32.init), shape: [1, 2])
                default: Tensor(values.map(Float.init), shape: [1, 2])
                }
        }
        return tensors
    }
}
