/// `AffineGrid`: for each pixel of a result the place that an affine map sends it to, for `GridSample`.
struct AffineGrid: Operator {
    private let alignsCorners: Bool

    init(_ attributes: Attributes) throws(OperatorError) { alignsCorners = attributes.flag("align_corners") }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let maps = try operands.required(0), size = try operands.known(1).integers()
        let spatial = size.count - 2
        guard spatial == 2 || spatial == 3, let float = maps.type.float, maps.shape == [size[0], spatial, spatial + 1]
        else { throw OperatorError("maps of \(maps.shape) for a size of \(size)") }
        _ = try checkedCount(size)
        let result = TensorType(type: maps.type, shape: [size[0]] + size[2...] + [spatial])
        return .kernel(grid(result, Array(size[2...]), float))
    }

    private func grid<T: FloatElement>(_ result: TensorType, _ extents: [Int], _: T.Type) -> Kernel {
        let spatial = extents.count, points = extents.product
        let strides = Layout.rowMajor(extents).strides
        return Kernel(results: [result]) { _, _ in
            { memory in
                let maps = unsafe memory.pointer(0, as: T.self), out = unsafe memory.pointer(2, as: T.self)
                for batch in 0..<result.shape[0] {
                    for point in 0..<points {
                        for row in 0..<spatial {
                            let map = unsafe maps + (batch * spatial + row) * (spatial + 1)
                            var sum = unsafe Double(map[spatial])
                            // Maps name the fastest dimension first.
                            for axis in 0..<spatial {
                                let index = point / strides[axis] % extents[axis]
                                unsafe sum += Double(map[spatial - 1 - axis]) * place(index, extents[axis])
                            }
                            unsafe out[(batch * points + point) * spatial + row] = T(sum)
                        }
                    }
                }
            }
        }
    }

    /// From -1 to 1, at the outer pixels' centres or at their outer edges.
    private func place(_ index: Int, _ extent: Int) -> Double {
        if alignsCorners { return extent > 1 ? 2 * Double(index) / Double(extent - 1) - 1 : 0 }
        return (2 * Double(index) + 1) / Double(extent) - 1
    }
}
