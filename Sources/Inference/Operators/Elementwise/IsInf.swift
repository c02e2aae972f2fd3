/// `IsInf`: whether it is infinite, of either sign or of one.
struct IsInf: Operator {
    private let negative: Bool
    private let positive: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        negative = attributes.integer("detect_negative", default: 1) != 0
        positive = attributes.integer("detect_positive", default: 1) != 0
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let float = input.type.float else { throw unsupported(input.type) }
        return .kernel(test(input.tensorType, float))
    }

    private func test<T: FloatElement>(_ type: TensorType, _: T.Type) -> Kernel {
        mapping(type, to: .bool) { (x: T) in x.isInfinite && (x < 0 ? negative : positive) }
    }
}
