/// `Expand`: stretched to a shape by the rules of broadcasting. Costs nothing.
struct Expand: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let shape = try broadcast(input.shape, operands.known(1).integers())
        _ = try checkedCount(shape)
        guard shape.count <= Model.Limits.rank else { throw OperatorError("\(shape.count) dimensions") }
        let old = input.shape
        return .views([
            View(result: TensorType(type: input.type, shape: shape)) { $0.broadcast(from: old, to: shape) }
        ])
    }
}
