/// `RMSNormalization`: all dimensions from an axis on over the root of their mean square, scaled.
struct RMSNormalization: Operator {
    private let axes: TrailingAxes

    init(_ attributes: Attributes) throws(OperatorError) { axes = TrailingAxes(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), scale = try operands.required(1)
        let (lines, _, shape) = try axes.lines(of: input)
        let count = shape.product, epsilon = axes.epsilon
        guard scale.type == .float32, try broadcast(scale.shape, shape) == shape else {
            throw OperatorError("operands that do not fit")
        }
        let steps = offsets(shape, Layout.rowMajor(scale.shape).broadcast(from: scale.shape, to: shape).strides)
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
