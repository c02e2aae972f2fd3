/// `Tile`: repeated along each dimension.
struct Tile: Operator {
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) { limits = attributes.limits }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let repeats = try operands.known(1).integers()
        guard repeats.count == input.rank, repeats.allSatisfy({ $0 >= 0 && $0 < 1 << 30 }) else {
            throw OperatorError("repeats of \(repeats) for \(input.rank) dimensions")
        }
        // Both factors are below 2^31.
        let shape = zip(input.shape, repeats).map { $0 * $1 }
        let count = try IndexTable.checkedCount(shape, limits)
        let sources = shape.indices.map { axis in (0..<shape[axis]).map { Optional($0 % input.shape[axis]) } }
        let table = IndexTable(
            shape: shape, sources: sources, strides: Layout.rowMajor(input.shape).strides, count: count)
        return .kernel(try .rearrangement(input, TensorType(type: input.type, shape: shape), table.indices))
    }
}
