/// `AveragePool`: the mean under a window, with or without the padding.
struct AveragePool: Operator {
    var pool: Pool

    init(_ attributes: Attributes) throws(OperatorError) {
        pool = Pool(
            window: try Window(attributes, kernel: nil), isAverage: true,
            countsPadding: attributes.flag("count_include_pad"))
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared { try pool.prepare(operands.required(0)) }
}
