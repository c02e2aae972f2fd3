/// `DepthToSpace`: blocks of channels become blocks of pixels.
struct DepthToSpace: Operator {
    private let blocks: PixelBlocks

    init(_ attributes: Attributes) throws(OperatorError) { blocks = try PixelBlocks(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), block = blocks.side
        guard input.rank == 4, input.shape[1] % (block * block) == 0 else {
            throw OperatorError("shape \(input.shape) in blocks of \(block)")
        }
        let (n, c, h, w) = (input.shape[0], input.shape[1] / (block * block), input.shape[2], input.shape[3])
        let split = blocks.isColumnRowDepth ? [n, c, block, block, h, w] : [n, block, block, c, h, w]
        let order = blocks.isColumnRowDepth ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
        return .kernel(
            try .reordered(input, through: split, order, to: [n, c, h * block, w * block]))
    }
}
