/// `IsNaN`: whether it is no number.
struct IsNaN: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let float = input.type.float else { throw unsupported(input.type) }
        return .kernel(test(input.tensorType, float))
    }

    private func test<T: FloatElement>(_ type: TensorType, _: T.Type) -> Kernel {
        mapping(type, to: .bool) { (x: T) in x.isNaN }
    }
}
