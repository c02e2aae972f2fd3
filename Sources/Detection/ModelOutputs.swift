package import Inference

/// A run's outputs, read without copies.
package struct ModelOutputs: Sendable {
    private let tensors: [String: Tensor]
    private let family: String

    package init(_ tensors: [String: Tensor], family: String) {
        self.tensors = tensors
        self.family = family
    }

    /// Lends the elements of outputs, each checked to be of its expected shape (the batch's side left out).
    package func read<Result>(
        _ name: String, shape: [Int], _ body: (UnsafeBufferPointer<Float>) -> Result
    ) throws(DetectionError) -> Result {
        let tensor = try checked(name, shape)
        return tensor.withFloats(body)
    }

    package func read<Result>(
        _ first: (String, [Int]), _ second: (String, [Int]),
        _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>) -> Result
    ) throws(DetectionError) -> Result {
        let tensors = (try checked(first.0, first.1), try checked(second.0, second.1))
        return tensors.0.withFloats { first in tensors.1.withFloats { second in body(first, second) } }
    }

    private func checked(_ name: String, _ shape: [Int]) throws(DetectionError) -> Tensor {
        guard let tensor = tensors[name], Array(tensor.shape.dropFirst()) == shape, tensor.shape.first == 1 else {
            throw .unexpectedOutput(name: name, shape: tensors[name]?.shape, family: family)
        }
        return tensor
    }
}
