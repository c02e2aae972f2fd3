/// An operator that makes a line of floats of each line along an axis.
protocol LineOperator: Operator {
    var line: LineAxis { get }
    func apply(_ line: [Double]) -> [Double]
}

extension LineOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared { try general(operands) }

    func general(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let float = input.type.float else { throw unsupported(input.type) }
        var shape = input.rank == 0 ? [1] : input.shape
        var axis = try normalizedAxis(line.axis, rank: shape.count)
        if line.isFlattening {
            shape = Array(shape[..<axis]) + [Array(shape[axis...]).product]
            axis = shape.count - 1
        }
        return .kernel(lines(input.tensorType, Lines(shape, axis: axis), float))
    }

    private func lines<T: FloatElement>(_ type: TensorType, _ lines: Lines, _: T.Type) -> Kernel {
        Kernel(results: [type]) { _, _ in
            { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(1, as: T.self)
                lines.forEach { _, start in
                    let line = apply((0..<lines.count).map { unsafe Double(from[start + $0 * lines.step]) })
                    for (index, number) in line.enumerated() { unsafe to[start + index * lines.step] = T(number) }
                }
            }
        }
    }
}
