/// `ReverseSequence`: the first elements along a time axis in reverse order, as many as each item of the batch has.
struct ReverseSequence: Operator {
    private let batchAxis: Int
    private let timeAxis: Int
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        batchAxis = attributes.integer("batch_axis", default: 1)
        timeAxis = attributes.integer("time_axis", default: 0)
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), lengths = try operands.known(1).integers()
        let batch = try normalizedAxis(batchAxis, rank: input.rank)
        let time = try normalizedAxis(timeAxis, rank: input.rank)
        guard batch != time, lengths.count == input.shape[batch],
            lengths.allSatisfy({ $0 >= 0 && $0 <= input.shape[time] })
        else { throw OperatorError("lengths of \(lengths) for \(input.shape)") }
        try limits.check(table: input.shape.product)
        let strides = Layout.rowMajor(input.shape).strides
        let table = (0..<input.shape.product).map { index -> Int32 in
            let step = index / strides[time] % input.shape[time]
            let length = lengths[index / strides[batch] % input.shape[batch]]
            return Int32(step < length ? index + (length - 1 - 2 * step) * strides[time] : index)
        }
        return .kernel(try .rearrangement(input, input.tensorType, table))
    }
}
