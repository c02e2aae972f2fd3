/// `TopK`: the k largest or smallest along an axis, with their places.
struct TopK: Operator {
    private let axis: Int
    private let isLargest: Bool
    private let fixed: Int?

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: -1)
        isLargest = attributes.integer("largest", default: 1) != 0
        fixed = attributes.opset < 10 ? attributes.integer("k") : nil
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let axis = try normalizedAxis(axis, rank: input.rank)
        guard let k = try operands.integers(1, unless: fixed.map { [$0] }).first, k >= 0, k <= input.shape[axis] else {
            throw OperatorError("k is more than \(input.shape[axis])")
        }
        guard let number = input.type.number else { throw unsupported(input.type) }
        return .kernel(select(input, axis, k, operands.count, number))
    }

    private func select<T: NumberElement>(_ input: Operand, _ axis: Int, _ k: Int, _ operands: Int, _: T.Type) -> Kernel
    {
        var shape = input.shape
        shape[axis] = k
        let lines = Lines(input.shape, axis: axis), results = Lines(shape, axis: axis)
        return Kernel(
            results: [TensorType(type: input.type, shape: shape), TensorType(type: .int64, shape: shape)]
        ) { _, _ in
            { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(operands, as: T.self)
                let places = unsafe memory.pointer(operands + 1, as: Int64.self)
                lines.forEach { line, start in
                    let numbers = (0..<lines.count).map { unsafe from[start + $0 * lines.step] }
                    let order = numbers.indices.sorted {
                        let isAhead = isLargest ? numbers[$0] > numbers[$1] : numbers[$0] < numbers[$1]
                        return isAhead || (numbers[$0] == numbers[$1] && $0 < $1)
                    }
                    let first = line / lines.step * results.step * k + line % lines.step
                    for (index, place) in order.prefix(k).enumerated() {
                        unsafe to[first + index * results.step] = numbers[place]
                        unsafe places[first + index * results.step] = Int64(place)
                    }
                }
            }
        }
    }
}
