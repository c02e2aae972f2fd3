/// `RMSNormalization`: all dimensions from an axis on over the root of their mean square, scaled.
struct RMSNormalization: Operator {
    private let axis: Int
    private let epsilon: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: -1)
        epsilon = Double(attributes.float("epsilon", default: 1e-5))
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), scale = try operands.required(1)
        let axis = try normalizedAxis(axis, rank: input.rank)
        let count = Array(input.shape[axis...]).product, lines = Array(input.shape[..<axis]).product
        guard input.type == .float32, scale.type == .float32,
            try broadcast(scale.shape, Array(input.shape[axis...])) == Array(input.shape[axis...])
        else { throw OperatorError("operands that do not fit") }
        let steps = offsets(
            Array(input.shape[axis...]),
            Layout.rowMajor(scale.shape).broadcast(from: scale.shape, to: Array(input.shape[axis...])).strides)
        return .kernel(
            Kernel(results: [input.tensorType]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self), scale = unsafe memory.pointer(1, as: Float.self)
                    let out = unsafe memory.pointer(2, as: Float.self)
                    for line in 0..<lines {
                        var squares = 0.0
                        for index in line * count..<(line + 1) * count {
                            unsafe squares += Double(x[index]) * Double(x[index])
                        }
                        let inverse = Float(1 / (squares / Double(count) + epsilon).squareRoot())
                        for (index, step) in steps.enumerated() {
                            unsafe out[line * count + index] = x[line * count + index] * inverse * scale[step]
                        }
                    }
                }
            })
    }
}
