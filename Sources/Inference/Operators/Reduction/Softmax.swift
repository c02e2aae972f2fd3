import CKernels

/// `Softmax`: e^x over its sum along an axis; before opset 13 along that axis and all that follow.
struct Softmax: LineOperator {
    let line: LineAxis

    init(_ attributes: Attributes) throws(OperatorError) { line = LineAxis(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32 else { return try general(operands) }
        let axis = try normalizedAxis(line.axis, rank: input.rank)
        let isLast = axis == input.rank - 1
        let count = line.isFlattening ? Array(input.shape[axis...]).product : input.shape[axis]
        guard line.isFlattening || isLast else { return try alongMiddle(input, axis) }
        let type = input.tensorType
        let level = net_best_level()
        guard isLast else {
            return .kernel(
                Kernel(results: [type]) { _, _ in
                    { memory in
                        let from = unsafe memory.pointer(0, as: Float.self)
                        let to = unsafe memory.pointer(1, as: Float.self)
                        for start in stride(from: 0, to: type.count, by: max(count, 1)) {
                            unsafe net_softmax(level, from + start, to + start, count)
                        }
                    }
                })
        }
        return .kernel(lines(type, axis, level))
    }

    /// For other floats.
    func apply(_ line: [Double]) -> [Double] {
        let most = line.max() ?? 0
        let exponentials = line.map { Math.exp($0 - most) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }

    /// Along one axis, wherever its elements lie.
    private func lines(_ type: TensorType, _ axis: Int, _ level: Int32) -> Kernel {
        Kernel(results: [type], demands: [.any], order: .like(0)) { inputs, results in
            let from = inputs[0] ?? results[0], to = results[0]
            var outer = type.shape
            outer[axis] = min(1, outer[axis])
            let walk = Walk(outer, [from, to])
            let count = type.shape[axis], step = from.strides[axis], outStep = to.strides[axis]
            return { memory in
                let x = unsafe memory.pointer(0, as: Float.self), y = unsafe memory.pointer(1, as: Float.self)
                unsafe walk.forEach { starts in
                    for index in 0..<walk.count {
                        let source = unsafe x + starts[0] + index * walk.steps[0]
                        let target = unsafe y + starts[1] + index * walk.steps[1]
                        if step == 1, outStep == 1 {
                            unsafe net_softmax(level, source, target, count)
                        } else {
                            unsafe softmax(source, step, target, outStep, count)
                        }
                    }
                }
            }
        }
    }

    private func alongMiddle(_ input: Operand, _ axis: Int) throws(OperatorError) -> Prepared {
        .kernel(lines(input.tensorType, axis, net_best_level()))
    }
}

/// One line whose elements lie apart.
private func softmax(
    _ source: UnsafePointer<Float>, _ step: Int, _ target: UnsafeMutablePointer<Float>, _ outStep: Int, _ count: Int
) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: max(count, 1)) { line in
        guard let start = line.baseAddress else { return }
        for index in 0..<count { unsafe line[index] = source[index * step] }
        unsafe net_softmax(net_best_level(), start, start, count)
        for index in 0..<count { unsafe target[index * outStep] = line[index] }
    }
}
