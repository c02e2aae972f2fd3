/// The scale and zero point of a quantised tensor: one for all, one for each slice of an axis, or one for each block.
struct Scale {
    let scales: [Double]
    let zeros: [Double]
    private let axis: Int
    private let block: Int
    private let shape: [Int]
    private let scaleShape: [Int]

    init(
        _ scale: Tensor, _ zero: Tensor?, axis: Int, block: Int, shape: [Int]
    ) throws(OperatorError) {
        scales = scale.doubles()
        zeros = zero?.doubles() ?? Array(repeating: 0, count: scales.count)
        self.shape = shape
        self.block = block
        scaleShape = scale.shape
        guard block <= Model.Limits.elements, zeros.count == scales.count, !scales.isEmpty else {
            throw OperatorError("zero points that do not fit the scales")
        }
        let isOne = scales.count == 1 && scale.shape.count <= 1
        self.axis = isOne ? -1 : try normalizedAxis(axis, rank: shape.count)
        guard isOne || block > 0 || scales.count == shape[self.axis] else {
            throw OperatorError("\(scales.count) scales for shape \(shape)")
        }
        if block > 0 {
            var blocked = shape
            blocked[self.axis] = (shape[self.axis] + block - 1) / block
            guard blocked == scale.shape else { throw OperatorError("scales of \(scale.shape) for blocks of \(shape)") }
        }
    }

    /// For each element in row-major order, which scale is its own.
    var indices: [Int32] {
        guard axis >= 0 else { return Array(repeating: 0, count: shape.product) }
        let strides = Layout.rowMajor(shape).strides, steps = Layout.rowMajor(scaleShape).strides
        return (0..<shape.product).map { element in
            guard block > 0 else { return Int32(element / strides[axis] % shape[axis]) }
            return Int32(
                shape.indices.reduce(0) { sum, dimension in
                    let index = element / strides[dimension] % shape[dimension]
                    return sum + (dimension == axis ? index / block : index) * steps[dimension]
                })
        }
    }
}
