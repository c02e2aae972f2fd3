package import Inference

/// What becomes of bytes that are given as a model: loading, planning and running, under limits small enough to try
/// many. Whatever the bytes are, it ends, with an error or with results.
package enum ModelTrial {
    package enum Outcome: Sendable {
        case refused(ModelError)
        case failed(InferenceError)
        case ran
    }

    /// Bytes of a tensor, of all weights, and of a run's working memory.
    private static let bytes = 16 << 20

    package static var limits: Model.Limits {
        var limits = Model.Limits()
        limits.tensorBytes = bytes
        limits.constantBytes = bytes
        limits.arenaBytes = bytes
        limits.multiplyAdds = 1 << 24
        return limits
    }

    package static func outcome(of bytes: [UInt8]) -> Outcome {
        unsafe bytes.withUnsafeBytes { unsafe outcome(of: $0) }
    }

    /// `bytes` must stay where they are until this returns, as it keeps no model.
    package static func outcome(of bytes: UnsafeRawBufferPointer) -> Outcome {
        do throws(ModelError) {
            let model = try unsafe Model.load(embedded: bytes, name: "trial/model.onnx", limits: limits)
            do throws(InferenceError) {
                let session = Session(model)
                // Open dimensions twice over, so that a second plan is made too.
                for open in [2, 3, 2] { _ = try session.run(inputs(of: model, open: open)) }
                return .ran
            } catch {
                return .failed(error)
            }
        } catch {
            return .refused(error)
        }
    }

    private static func inputs(of model: Model, open: Int) throws(InferenceError) -> [String: Tensor] {
        var inputs: [String: Tensor] = [:]
        for info in model.inputs {
            let shape = info.shape.map { $0 ?? open }
            var count = 1
            for extent in shape {
                let (product, overflow) = count.multipliedReportingOverflow(by: extent)
                guard !overflow, product <= 1 << 16 else { throw .tooLarge(reason: "input \(info.name)") }
                count = product
            }
            inputs[info.name] = numbers(info.type, shape, count)
        }
        return inputs
    }

    private static func numbers(_ type: ElementType, _ shape: [Int], _ count: Int) -> Tensor {
        switch type {
        case .float32: Tensor((0..<count).map { Float($0 * 37 % 23) / 4 - 2 }, shape: shape)
        case .int64: Tensor((0..<count).map { Int64($0 % 3) }, shape: shape)
        case .int32: Tensor((0..<count).map { Int32($0 % 3) }, shape: shape)
        case .uint8: Tensor((0..<count).map { UInt8($0 * 37 % 251) }, shape: shape)
        default: Tensor(type: type, shape: shape)
        }
    }
}
