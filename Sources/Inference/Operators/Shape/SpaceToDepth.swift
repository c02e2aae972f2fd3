/// `SpaceToDepth`: blocks of pixels become blocks of channels.
struct SpaceToDepth: Operator {
    private let blocks: PixelBlocks

    init(_ attributes: Attributes) throws(OperatorError) { blocks = try PixelBlocks(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), block = blocks.side
        guard input.rank == 4, input.shape[2] % block == 0, input.shape[3] % block == 0 else {
            throw OperatorError("shape \(input.shape) in blocks of \(block)")
        }
        let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2] / block, input.shape[3] / block)
        let order = blocks.isColumnRowDepth ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]
        return .kernel(
            try .reordered(
                input, through: [n, c, h, block, w, block], order, to: [n, c * block * block, h, w]))
    }
}
