/// The common part of `ArgMax` and `ArgMin`.
struct ArgumentSearch {
    private let axis: Int
    private let keeps: Bool
    private let takesLast: Bool
    private let isMaximum: Bool

    init(_ attributes: Attributes, isMaximum: Bool) {
        axis = attributes.integer("axis", default: 0)
        keeps = attributes.integer("keepdims", default: 1) != 0
        takesLast = attributes.flag("select_last_index")
        self.isMaximum = isMaximum
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let number = input.type.number else { throw unsupported(input.type) }
        return .kernel(search(input, try normalizedAxis(axis, rank: input.rank), number))
    }

    private func search<T: NumberElement>(_ input: Operand, _ axis: Int, _: T.Type) -> Kernel {
        var shape = input.shape
        if keeps { shape[axis] = 1 } else { shape.remove(at: axis) }
        let lines = Lines(input.shape, axis: axis)
        return Kernel(results: [TensorType(type: .int64, shape: shape)]) { _, _ in
            { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(1, as: Int64.self)
                lines.forEach { line, start in
                    var best = 0
                    for index in 1..<max(lines.count, 1) {
                        let next = unsafe from[start + index * lines.step]
                        let sofar = unsafe from[start + best * lines.step]
                        let isBetter = isMaximum ? next > sofar : next < sofar
                        if isBetter || (takesLast && next == sofar) { best = index }
                    }
                    unsafe to[line] = Int64(best)
                }
            }
        }
    }
}

/// All lines along one axis of a row-major tensor.
struct Lines {
    let count: Int
    let step: Int
    private let outer: Int

    init(_ shape: [Int], axis: Int) {
        count = shape[axis]
        step = Array(shape[(axis + 1)...]).product
        outer = Array(shape[..<axis]).product
    }

    /// Calls `body` with each line's number and its first element.
    func forEach(_ body: (_ line: Int, _ start: Int) -> Void) {
        for block in 0..<outer {
            for inner in 0..<step { body(block * step + inner, block * step * count + inner) }
        }
    }
}
