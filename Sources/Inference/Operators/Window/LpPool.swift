/// `LpPool`: the root of the sum of powers under a window.
struct LpPool: Operator {
    private let window: Window
    private let power: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        window = try Window(attributes, kernel: nil)
        power = Double(attributes.integer("p", default: 2))
        guard power > 0 else { throw OperatorError("p is \(power)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32, input.rank > 2 else { throw unsupported(input.type) }
        let extents = Array(input.shape[2...])
        let (window, outputs) = try window.checked(rank: extents.count).resolved(extents)
        let result = TensorType(type: .float32, shape: Array(input.shape[..<2]) + outputs)
        let positions = WindowPositions(window, extents: extents, outputs: outputs)
        let plane = extents.product, outPlane = outputs.product
        var kernel = Kernel(results: [result]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: Float.self), out = unsafe memory.pointer(1, as: Float.self)
                for channel in 0..<input.shape[0] * input.shape[1] {
                    for output in 0..<outPlane {
                        let sum = positions.under(output).inside.reduce(0.0) {
                            unsafe $0 + Math.pow(Double(abs(x[channel * plane + $1])), power)
                        }
                        unsafe out[channel * outPlane + output] = Float(Math.pow(sum, 1 / power))
                    }
                }
            }
        }
        kernel.work = Double(result.count) * Double(window.kernel.product)
        return .kernel(kernel)
    }
}
