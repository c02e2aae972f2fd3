/// `Size`: how many elements.
struct Size: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        .constants([Tensor(scalar: Int64(try operands.required(0).shape.product))])
    }
}
