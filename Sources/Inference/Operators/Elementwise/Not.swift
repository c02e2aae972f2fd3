/// `Not`: whether it is false.
struct Not: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .bool else { throw unsupported(input.type) }
        return .kernel(mapping(input.tensorType, to: .bool) { (x: Bool) in !x })
    }
}
