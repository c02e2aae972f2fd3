import CKernels

/// An operator of two numbers of one type, with the standard's broadcasting.
protocol ArithmeticOperator: Operator {
    /// How the kernels know it, for single floats.
    var kernel: net_binary? { get }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T
    func apply(_ a: Double, _ b: Double) -> Double
}

extension ArithmeticOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        .kernel(try pair(operands.required(0), operands.required(1)))
    }

    func pair(_ a: Operand, _ b: Operand) throws(OperatorError) -> Kernel {
        guard a.type == b.type else { throw OperatorError("operands of \(a.type) and \(b.type)") }
        let type = TensorType(type: a.type, shape: try broadcast(a.shape, b.shape))
        _ = try checkedCount(type.shape)
        if a.type == .float32, let kernel { return binary(a, b, type, kernel) }
        if let float = a.type.float { return floats(a, b, type, float) }
        guard let integer = a.type.integer else { throw unsupported(a.type) }
        return integers(a, b, type, integer)
    }

    private func floats<T: FloatElement>(_ a: Operand, _ b: Operand, _ type: TensorType, _: T.Type) -> Kernel {
        broadcasting(a, b, type) { walk in elementPairs(walk) { (x: T, y: T) in T(apply(Double(x), Double(y))) } }
    }

    private func integers<T: IntegerElement>(_ a: Operand, _ b: Operand, _ type: TensorType, _: T.Type) -> Kernel {
        broadcasting(a, b, type) { walk in elementPairs(walk) { (x: T, y: T) in apply(x, y) } }
    }
}

/// Single floats, by the kernels.
private func binary(_ a: Operand, _ b: Operand, _ type: TensorType, _ kernel: net_binary) -> Kernel {
    let level = net_best_level()
    return broadcasting(a, b, type) { walk in
        let steps = walk.steps
        return { memory in
            let x = unsafe memory.pointer(0, as: Float.self), y = unsafe memory.pointer(1, as: Float.self)
            let out = unsafe memory.pointer(2, as: Float.self)
            unsafe walk.forEach { starts in
                unsafe net_binary_run(
                    level, kernel, x + starts[0], steps[0], y + starts[1], steps[1], out + starts[2], steps[2],
                    walk.count)
            }
        }
    }
}

/// A kernel of two operands that are stretched to the result's shape; the result lies as the larger operand does.
func broadcasting(_ a: Operand, _ b: Operand, _ type: TensorType, _ bind: @escaping (Walk) -> Run) -> Kernel {
    let larger = a.shape == type.shape ? 0 : b.shape == type.shape ? 1 : nil
    return Kernel(
        results: [type], demands: [.any, .any], order: larger.map { .like($0) } ?? .rowMajor
    ) { inputs, results in
        let first = (inputs[0] ?? results[0]).broadcast(from: a.shape, to: type.shape)
        let second = (inputs[1] ?? results[0]).broadcast(from: b.shape, to: type.shape)
        return bind(Walk(type.shape, [first, second, results[0]]))
    }
}

/// Applies a function to each pair of elements.
func elementPairs<T: Element, S: Element, R: Element>(_ walk: Walk, _ apply: @escaping (T, S) -> R) -> Run {
    { memory in
        let x = unsafe memory.pointer(0, as: T.self), y = unsafe memory.pointer(1, as: S.self)
        let out = unsafe memory.pointer(2, as: R.self)
        let steps = walk.steps
        unsafe walk.forEach { starts in
            for index in 0..<walk.count {
                let a = unsafe x[starts[0] + index * steps[0]], b = unsafe y[starts[1] + index * steps[1]]
                unsafe out[starts[2] + index * steps[2]] = apply(a, b)
            }
        }
    }
}
