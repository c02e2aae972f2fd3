/// `MaxPool`: the largest number under a window.
struct MaxPool: Operator {
    let pool: Pool
    let wantsIndices: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        pool = Pool(window: try Window(attributes, kernel: nil), isAverage: false)
        wantsIndices = attributes.outputs > 1
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        guard !wantsIndices else { throw OperatorError("the indices of maxima are not supported") }
        return try pool.prepare(operands.required(0))
    }
}
