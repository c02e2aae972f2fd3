/// What `LayerNormalization` and `RMSNormalization` work along: all dimensions from an axis on, as one line.
struct TrailingAxes {
    private let axis: Int
    /// Keeps a line that does not vary from a division by zero.
    let epsilon: Double

    init(_ attributes: Attributes) {
        axis = attributes.integer("axis", default: -1)
        epsilon = Double(attributes.float("epsilon", default: 1e-5))
    }

    /// How many lines there are, and the shape of one; the operand must be of single floats.
    func lines(of input: Operand) throws(OperatorError) -> (count: Int, axis: Int, shape: [Int]) {
        guard input.type == .float32 else { throw unsupported(input.type) }
        let axis = try normalizedAxis(axis, rank: input.rank)
        return (Array(input.shape[..<axis]).product, axis, Array(input.shape[axis...]))
    }
}
