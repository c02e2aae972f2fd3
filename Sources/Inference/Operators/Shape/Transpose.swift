/// `Transpose`: dimensions in another order, by default reversed.
struct Transpose: Operator {
    private let permutation: [Int]?

    init(_ attributes: Attributes) throws(OperatorError) { permutation = attributes.integers("perm") }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let order = permutation ?? input.shape.indices.reversed()
        guard order.sorted() == Array(input.shape.indices) else {
            throw OperatorError("perm \(order) of \(input.rank) dimensions")
        }
        var inverse = order
        for (index, dimension) in order.enumerated() { inverse[dimension] = index }
        let back = inverse
        return .views([
            View(
                result: TensorType(type: input.type, shape: order.map { input.shape[$0] }),
                remap: { layout in Layout(offset: layout.offset, strides: order.map { layout.strides[$0] }) },
                inverse: { layout in Layout(offset: layout.offset, strides: back.map { layout.strides[$0] }) })
        ])
    }
}
