/// An operator of one number.
protocol UnaryOperator: Operator {
    /// Set where the kernels have it for single floats.
    var kernel: Activation? { get }
    func apply(_ x: Double) -> Double
    /// nil where integers are no operands.
    func apply(_ x: Int64) -> Int64?
}

extension UnaryOperator {
    var kernel: Activation? { nil }
    func apply(_ x: Int64) -> Int64? { nil }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        if input.type == .float32, let kernel { return try elementwise(input, kernel) }
        if let float = input.type.float { return .kernel(floats(input.tensorType, float)) }
        guard let integer = input.type.integer, apply(Int64(0)) != nil else { throw unsupported(input.type) }
        return .kernel(integers(input.tensorType, integer))
    }

    private func floats<T: FloatElement>(_ type: TensorType, _: T.Type) -> Kernel {
        mapping(type, to: type.type) { (x: T) in T(apply(Double(x))) }
    }

    private func integers<T: IntegerElement>(_ type: TensorType, _: T.Type) -> Kernel {
        mapping(type, to: type.type) { (x: T) in T(truncatingIfNeeded: apply(Int64(truncatingIfNeeded: x)) ?? 0) }
    }
}

/// A kernel that applies a function to each element, in whatever order they lie. Further operands are not read.
func mapping<T: Element, R: Element>(
    _ type: TensorType, to result: ElementType, extra: Int = 0, _ apply: @escaping (T) -> R
) -> Kernel {
    Kernel(
        results: [TensorType(type: result, shape: type.shape)],
        demands: [.any] + Array(repeating: .any, count: extra), order: .like(0)
    ) { inputs, results in
        let walk = Walk(type.shape, [inputs[0] ?? results[0], results[0]])
        let output = inputs.count
        return { memory in
            let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(output, as: R.self)
            let steps = walk.steps
            unsafe walk.forEach { starts in
                for index in 0..<walk.count {
                    unsafe to[starts[1] + index * steps[1]] = apply(from[starts[0] + index * steps[0]])
                }
            }
        }
    }
}
