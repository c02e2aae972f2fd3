/// `BitShift`: a moved by b bits; what leaves is lost.
struct BitShift: BitwiseOperator {
    private let isLeft: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        let direction = attributes.string("direction", default: "")
        guard direction == "LEFT" || direction == "RIGHT" else {
            throw OperatorError("direction is neither LEFT nor RIGHT")
        }
        isLeft = direction == "LEFT"
    }

    /// A negative count is one beyond all bits.
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T {
        let count = b < 0 ? T.bitWidth : Int(clamping: b)
        return isLeft ? a << count : a >> count
    }
}
