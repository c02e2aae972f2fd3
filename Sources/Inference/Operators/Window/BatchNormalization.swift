/// `BatchNormalization` as at inference: scale * (x - mean) / sqrt(variance + epsilon) + bias for each channel.
struct BatchNormalization: Operator {
    let epsilon: Float

    init(_ attributes: Attributes) throws(OperatorError) {
        epsilon = attributes.float("epsilon", default: 1e-5)
        guard !attributes.flag("training_mode") else { throw OperatorError("training mode is not supported") }
    }

    /// As scale * x + shift, given scale, bias, mean and variance; nil where one of them is not known.
    func linear(_ parameters: [Tensor?]) -> (scale: [Float], shift: [Float])? {
        var known: [[Float]] = []
        for case let tensor? in parameters.prefix(4) {
            guard tensor.type == .float32 else { return nil }
            known.append(tensor.elements(of: Float.self))
        }
        guard known.count == 4, known.allSatisfy({ $0.count == known[0].count }) else { return nil }
        let scale = zip(known[0], known[3]).map { $0 / ($1 + epsilon).squareRoot() }
        let shift = known[1].indices.map { known[1][$0] - known[2][$0] * scale[$0] }
        return (scale, shift)
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        var parameters: [Tensor?] = []
        for index in 1...4 { parameters.append(try operands.known(index)) }
        guard input.type == .float32, input.rank >= 2, let (scale, shift) = linear(parameters),
            scale.count == input.shape[1]
        else { throw OperatorError("operands that do not fit") }
        let shape = input.shape
        return .kernel(
            Kernel(results: [input.tensorType]) { _, _ in
                { memory in
                    let plane = shape[2...].reduce(1, *)
                    let from = unsafe memory.buffer(0, count: shape.product, as: Float.self)
                    let to = unsafe memory.buffer(operands.count, count: shape.product, as: Float.self)
                    for index in 0..<shape.product {
                        let channel = index / plane % shape[1]
                        unsafe to[index] = from[index] * scale[channel] + shift[channel]
                    }
                }
            })
    }
}
