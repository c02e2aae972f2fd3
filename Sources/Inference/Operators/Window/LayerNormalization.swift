/// `LayerNormalization`: all dimensions from an axis on less their mean, over their deviation, scaled and shifted.
struct LayerNormalization: Operator {
    private let axes: TrailingAxes

    init(_ attributes: Attributes) throws(OperatorError) { axes = TrailingAxes(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), scale = try operands.required(1)
        let (lines, axis, shape) = try axes.lines(of: input)
        let count = shape.product, epsilon = axes.epsilon
        let hasShift = operands.optional(2) != nil
        guard scale.type == .float32, scale.shape.product == count,
            operands.optional(2).map({ $0.type == .float32 && $0.shape.product == count }) ?? true
        else { throw OperatorError("operands that do not fit") }
        let reduced = input.shape.enumerated().map { $0 < axis ? $1 : 1 }
        let statistics = TensorType(type: .float32, shape: reduced)
        let output = operands.count
        return .kernel(
            Kernel(results: [input.tensorType, statistics, statistics]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self),
                        out = unsafe memory.pointer(output, as: Float.self)
                    let scale = unsafe memory.pointer(1, as: Float.self),
                        shift = unsafe memory.pointer(2, as: Float.self)
                    let means = unsafe memory.pointer(output + 1, as: Float.self)
                    let inverses = unsafe memory.pointer(output + 2, as: Float.self)
                    for line in 0..<lines {
                        let found = unsafe normalize(x + line * count, out + line * count, count, epsilon) {
                            index, number in
                            unsafe number * scale[index] + (hasShift ? shift[index] : 0)
                        }
                        unsafe means[line] = found.mean
                        unsafe inverses[line] = found.inverseDeviation
                    }
                }
            })
    }
}
