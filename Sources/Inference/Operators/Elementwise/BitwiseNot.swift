/// `BitwiseNot`: each bit the other way.
struct BitwiseNot: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let integer = input.type.integer else { throw unsupported(input.type) }
        return .kernel(inverted(input.tensorType, integer))
    }

    private func inverted<T: IntegerElement>(_ type: TensorType, _: T.Type) -> Kernel {
        mapping(type, to: type.type) { (x: T) in ~x }
    }
}
