/// `Identity`: the operand.
struct Identity: Operator {
    init() {}
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        return .views([.reshape(input, input.shape)])
    }
}
