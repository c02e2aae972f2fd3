/// `DepthToSpace`: blocks of channels become blocks of pixels.
struct DepthToSpace: Operator {
    private let block: Int
    private let isColumnRowDepth: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        block = attributes.integer("blocksize", default: 0)
        isColumnRowDepth = attributes.string("mode", default: "DCR") == "CRD"
        guard block > 0, block < 1 << 16 else { throw OperatorError("blocksize is \(block)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.rank == 4, input.shape[1] % (block * block) == 0 else {
            throw OperatorError("shape \(input.shape) in blocks of \(block)")
        }
        let (n, c, h, w) = (input.shape[0], input.shape[1] / (block * block), input.shape[2], input.shape[3])
        let split = isColumnRowDepth ? [n, c, block, block, h, w] : [n, block, block, c, h, w]
        let order = isColumnRowDepth ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
        return .kernel(
            try .reordered(input, through: split, order, to: [n, c, h * block, w * block]))
    }
}
