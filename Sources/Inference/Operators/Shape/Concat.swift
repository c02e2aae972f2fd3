/// `Concat`: operands side by side along an axis.
struct Concat: Operator {
    let axis: Int

    init(_ attributes: Attributes) throws(OperatorError) { axis = attributes.integer("axis", default: 1) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let first = try operands.required(0)
        let axis = try normalizedAxis(axis, rank: first.rank)
        var shape = first.shape
        shape[axis] = 0
        for index in operands.indices {
            let next = try operands.required(index)
            var rest = next.shape
            guard next.rank == first.rank, next.type == first.type else {
                throw OperatorError("operands of different type or rank")
            }
            shape[axis] += next.shape[axis]
            rest[axis] = shape[axis]
            guard rest == shape else { throw OperatorError("shape \(next.shape) beside \(first.shape)") }
        }
        _ = try checkedCount(shape)
        return .join(TensorType(type: first.type, shape: shape), axis: axis)
    }
}
