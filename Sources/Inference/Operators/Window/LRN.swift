/// `LRN`: each element over a power of the squares of its neighbours in other channels.
struct LRN: Operator {
    private let alpha: Double
    private let beta: Double
    private let bias: Double
    private let size: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = Double(attributes.float("alpha", default: 1e-4))
        beta = Double(attributes.float("beta", default: 0.75))
        bias = Double(attributes.float("bias", default: 1))
        size = attributes.integer("size", default: 0)
        guard size > 0 else { throw OperatorError("size is \(size)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32, input.rank > 1 else { throw unsupported(input.type) }
        let lines = Lines(input.shape, axis: 1)
        return .kernel(
            Kernel(results: [input.tensorType]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self), out = unsafe memory.pointer(1, as: Float.self)
                    lines.forEach { _, start in
                        for channel in 0..<lines.count {
                            let first = max(0, channel - (size - 1) / 2),
                                last = min(lines.count - 1, channel + size / 2)
                            var squares = 0.0
                            for other in first...last {
                                let number = unsafe Double(x[start + other * lines.step])
                                squares += number * number
                            }
                            let place = start + channel * lines.step
                            let scale = Math.pow(bias + alpha / Double(size) * squares, beta)
                            unsafe out[place] = Float(Double(x[place]) / scale)
                        }
                    }
                }
            })
    }
}
