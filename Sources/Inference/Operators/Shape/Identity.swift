/// `Identity`, and `Dropout` at inference: the operand.
struct Identity: Operator {
    let outputs: Int

    init(_ attributes: Attributes) throws(OperatorError) { outputs = attributes.outputs }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        return .views([.reshape(input, input.shape)])
    }
}
