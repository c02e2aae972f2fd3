/// `Flatten`: two dimensions, split at an axis.
struct Flatten: Operator {
    let axis: Int

    init(_ attributes: Attributes) throws(OperatorError) { axis = attributes.integer("axis", default: 1) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let split = axis == input.rank ? axis : try normalizedAxis(axis, rank: input.rank)
        return .views([.reshape(input, [Array(input.shape[..<split]).product, Array(input.shape[split...]).product])])
    }
}
