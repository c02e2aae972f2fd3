package import Inference

/// A run's outputs, read in place.
package struct ModelOutputs: Sendable {
    private let tensors: [String: Tensor]
    private let family: String

    /// - Parameter family: named by errors.
    package init(_ tensors: [String: Tensor], family: String) {
        self.tensors = tensors
        self.family = family
    }

    /// An output's shape with the batch's side; for those whose extent depends on the picture.
    package func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    /// Lends an output's elements.
    ///
    /// - Parameter shape: what the output must be; a batch's side of 1 before it is allowed.
    package func read<Result>(
        _ name: String, shape: [Int], _ body: (UnsafeBufferPointer<Float>) -> Result
    ) throws(DetectionError) -> Result {
        try floats(name, shape).withFloats(body)
    }

    /// Lends the elements of several outputs at once.
    package func read<Result>(
        _ named: [(name: String, shape: [Int])], _ body: ([UnsafeBufferPointer<Float>]) -> Result
    ) throws(DetectionError) -> Result {
        var tensors: [Tensor] = []
        for (name, shape) in named { tensors.append(try floats(name, shape)) }
        return Self.lend(tensors[...], [], body)
    }

    private static func lend<Result>(
        _ tensors: ArraySlice<Tensor>, _ lent: [UnsafeBufferPointer<Float>],
        _ body: ([UnsafeBufferPointer<Float>]) -> Result
    ) -> Result {
        guard let next = tensors.first else { return body(lent) }
        return next.withFloats { lend(tensors.dropFirst(), lent + [$0], body) }
    }

    /// An output as floats, whatever its type in the graph: labels and counts come as whole numbers.
    private func floats(_ name: String, _ shape: [Int]) throws(DetectionError) -> Tensor {
        guard let tensor = tensors[name], tensor.shape == [1] + shape || tensor.shape == shape else {
            throw .unexpectedOutput(name: name, shape: tensors[name]?.shape, family: family)
        }
        switch tensor.type {
        case .float32: return tensor
        case .float16: return Tensor(tensor.elements(of: Float16.self).map(Float.init), shape: tensor.shape)
        case .float64: return Tensor(tensor.elements(of: Double.self).map(Float.init), shape: tensor.shape)
        case .int32: return Tensor(tensor.elements(of: Int32.self).map(Float.init), shape: tensor.shape)
        case .int64: return Tensor(tensor.elements(of: Int64.self).map(Float.init), shape: tensor.shape)
        default: throw .unexpectedOutput(name: name, shape: tensor.shape, family: family)
        }
    }
}
