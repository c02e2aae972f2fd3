/// The attributes of `DepthToSpace` and `SpaceToDepth`.
struct PixelBlocks {
    /// Pixels along a side of a block.
    let side: Int
    /// Whether a channel's pixels of a block lie side by side ("CRD"), or the channels of a pixel of it ("DCR").
    let isColumnRowDepth: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        side = attributes.integer("blocksize", default: 0)
        isColumnRowDepth = attributes.string("mode", default: "DCR") == "CRD"
        guard side > 0, side < 1 << 16 else { throw OperatorError("blocksize is \(side)") }
    }
}
