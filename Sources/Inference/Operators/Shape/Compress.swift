/// `Compress`: the slices for which a condition holds.
struct Compress: Operator {
    private let axis: Int?
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis")
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let shape = axis == nil ? [input.shape.product] : input.shape
        let axis = try normalizedAxis(axis ?? 0, rank: shape.count)
        let picks = try operands.known(1).integers().prefix(shape[axis]).enumerated().filter { $1 != 0 }.map(\.offset)
        var result = shape
        result[axis] = picks.count
        let inner = Array(shape[(axis + 1)...]).product, outer = Array(shape[..<axis]).product
        try limits.check(table: checkedCount(result))
        var table: [Int32] = []
        for block in 0..<outer {
            for pick in picks {
                for index in 0..<inner { table.append(Int32((block * shape[axis] + pick) * inner + index)) }
            }
        }
        return .kernel(try .rearrangement(input, TensorType(type: input.type, shape: result), table))
    }
}
