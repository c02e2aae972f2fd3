/// `ConstantOfShape`: one number in every place of a shape.
struct ConstantOfShape: Operator {
    private let value: Tensor

    init(_ attributes: Attributes) throws(OperatorError) {
        value = attributes.tensor("value") ?? Tensor(scalar: Float(0))
        guard value.count == 1 else { throw OperatorError("a value of \(value.count) numbers") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let shape = try operands.known(0).integers()
        guard shape.count <= Model.Limits.rank else { throw OperatorError("\(shape.count) dimensions") }
        let count = try checkedCount(shape)
        let number = value.doubles().first ?? 0
        return .constants([Tensor(doubles: Array(repeating: number, count: count), type: value.type, shape: shape)])
    }
}
