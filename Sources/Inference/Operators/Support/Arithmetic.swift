import CKernels

/// An operator of two numbers, with the standard's broadcasting.
protocol ArithmeticOperator: Operator {
    /// How the kernels know it.
    static var kernel: net_binary { get }
    static func apply(_ a: Int64, _ b: Int64) -> Int64
    static func apply(_ a: Double, _ b: Double) -> Double
}

extension ArithmeticOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        guard a.type == b.type else { throw OperatorError("operands of \(a.type) and \(b.type)") }
        let type = TensorType(type: a.type, shape: try broadcast(a.shape, b.shape))
        _ = try checkedCount(type.shape)
        switch a.type {
        case .float32: return .kernel(floats(a, b, type))
        case .int64: return .kernel(general(a, b, type, Int64.self) { Self.apply($0, $1) })
        case .int32:
            return .kernel(
                general(a, b, type, Int32.self) { Int32(truncatingIfNeeded: Self.apply(Int64($0), Int64($1))) })
        case .float64: return .kernel(general(a, b, type, Double.self) { Self.apply($0, $1) })
        default: throw OperatorError("\(a.type) is not supported here")
        }
    }

    private func floats(_ a: Operand, _ b: Operand, _ type: TensorType) -> Kernel {
        let level = net_best_level()
        return broadcasting(a, b, type) { walk in
            { memory in
                let x = unsafe memory.pointer(0, as: Float.self), y = unsafe memory.pointer(1, as: Float.self)
                let out = unsafe memory.pointer(2, as: Float.self)
                let steps = walk.steps
                let even = steps[2] == 1 && (steps[0] == 1 || steps[0] == 0) && (steps[1] == 1 || steps[1] == 0)
                unsafe walk.forEach { starts in
                    if even {
                        unsafe net_binary_run(
                            level, Self.kernel, x + starts[0], Int32(steps[0]), y + starts[1], Int32(steps[1]),
                            out + starts[2], walk.count)
                    } else {
                        for index in 0..<walk.count {
                            unsafe net_binary_run(
                                level, Self.kernel, x + starts[0] + index * steps[0], 1,
                                y + starts[1] + index * steps[1],
                                1, out + starts[2] + index * steps[2], 1)
                        }
                    }
                }
            }
        }
    }

    private func general<T: Element>(
        _ a: Operand, _ b: Operand, _ type: TensorType, _: T.Type, _ apply: @escaping (T, T) -> T
    ) -> Kernel {
        broadcasting(a, b, type) { walk in elementPairs(walk, apply) }
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
func elementPairs<T: Element, R: Element>(_ walk: Walk, _ apply: @escaping (T, T) -> R) -> Run {
    { memory in
        let x = unsafe memory.pointer(0, as: T.self), y = unsafe memory.pointer(1, as: T.self)
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
