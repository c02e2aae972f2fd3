/// `GlobalMaxPool`: the largest of each channel.
struct GlobalMaxPool: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.rank > 2 else { throw OperatorError("an operand of \(input.rank) dimensions") }
        return try Pool.whole(input, isAverage: false)
    }
}
