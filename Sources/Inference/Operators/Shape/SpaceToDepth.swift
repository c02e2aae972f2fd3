/// `SpaceToDepth`: blocks of pixels become blocks of channels.
struct SpaceToDepth: Operator {
    private let block: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        block = attributes.integer("blocksize", default: 0)
        guard block > 0, block < 1 << 16 else { throw OperatorError("blocksize is \(block)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.rank == 4, input.shape[2] % block == 0, input.shape[3] % block == 0 else {
            throw OperatorError("shape \(input.shape) in blocks of \(block)")
        }
        let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2] / block, input.shape[3] / block)
        return .kernel(
            try .reordered(
                input, through: [n, c, h, block, w, block], [0, 3, 5, 1, 2, 4], to: [n, c * block * block, h, w]))
    }
}
