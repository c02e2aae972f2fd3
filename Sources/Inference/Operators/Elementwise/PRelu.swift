import CKernels

/// `PRelu`: x, or slope * x below zero, with a slope for each channel or element.
struct PRelu: ArithmeticOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: net_binary? { nil }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a < 0 ? a &* b : a }

    /// Old exporters give one slope a channel without the dimensions that follow.
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), slope = try operands.required(1)
        guard input.rank > 2, slope.shape == [input.shape[1]], slope.shape.last != input.shape.last else {
            return .kernel(try pair(input, slope))
        }
        let aligned = TensorType(type: slope.type, shape: slope.shape + Array(repeating: 1, count: input.rank - 2))
        var kernel = try pair(input, Operand(tensorType: aligned, constant: nil))
        let bind = kernel.bind
        kernel.bind = { inputs, results in
            let strides = inputs[1].map { $0.strides + Array(repeating: 1, count: input.rank - 2) }
            return bind([inputs[0], strides.map { Layout(strides: $0) }], results)
        }
        return .kernel(kernel)
    }

    func apply(_ a: Double, _ b: Double) -> Double { a < 0 ? a * b : a }
}
