/// `MaxUnpool`: each number back at the place that `MaxPool` took it from, zeros elsewhere.
struct MaxUnpool: Operator {
    private let window: Window

    init(_ attributes: Attributes) throws(OperatorError) { window = try Window(attributes, kernel: nil) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), places = try operands.required(1)
        guard input.type == .float32, input.rank > 2, places.type == .int64, places.shape == input.shape else {
            throw OperatorError("places of \(places.shape) for \(input.shape)")
        }
        let rank = input.rank - 2
        let window = try window.checked(rank: rank)
        let least = (0..<rank).map { axis in
            (input.shape[axis + 2] - 1) * window.strides[axis] + window.kernel[axis] - window.pads[axis]
                - window.pads[axis + rank]
        }
        let shape = try operands.optionalIntegers(2) ?? Array(input.shape[..<2]) + least
        let result = TensorType(type: .float32, shape: shape)
        guard shape.count == input.rank, shape[..<2] == input.shape[..<2] else {
            throw OperatorError("a result of \(shape)")
        }
        let total = try checkedCount(shape), count = input.shape.product, output = operands.count
        // Places were counted in the smallest result that fits; a larger one was asked for.
        let counted = operands.optional(2) == nil ? shape : Array(input.shape[..<2]) + least
        guard counted.allSatisfy({ $0 > 0 }) || total == 0 else { throw OperatorError("a result of \(counted)") }
        let from = Layout.rowMajor(counted).strides, to = Layout.rowMajor(shape).strides
        return .kernel(
            Kernel(results: [result]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self), targets = unsafe memory.pointer(1, as: Int64.self)
                    let out = unsafe memory.buffer(output, count: total, as: Float.self)
                    unsafe out.update(repeating: 0)
                    for index in 0..<count {
                        let flat = unsafe Int(targets[index])
                        guard flat >= 0, flat < counted.product else { continue }
                        let place = shape.indices.reduce(0) { $0 + flat / from[$1] % counted[$1] * to[$1] }
                        if place < total { unsafe out[place] = x[index] }
                    }
                }
            })
    }
}
