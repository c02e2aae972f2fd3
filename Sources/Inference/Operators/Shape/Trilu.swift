/// `Trilu`: the upper or lower triangle of each matrix, zero elsewhere.
struct Trilu: Operator {
    private let isUpper: Bool
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        isUpper = attributes.integer("upper", default: 1) != 0
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let diagonal = try operands.optionalIntegers(1)?.first ?? 0
        guard input.rank >= 2, abs(diagonal) < 1 << 40 else { throw OperatorError("\(input.rank) dimensions") }
        try limits.check(table: input.shape.product)
        let columns = input.shape[input.rank - 1], rows = input.shape[input.rank - 2]
        let table = (0..<input.shape.product).map { index -> Int32 in
            let column = index % columns, row = index / columns % rows
            return (isUpper ? column - row >= diagonal : column - row <= diagonal) ? Int32(index) : -1
        }
        return .kernel(try .rearrangement(input, input.tensorType, table))
    }
}
