/// For each element of a result, the index of the element that it is taken from; -1 for none.
struct IndexTable {
    private(set) var indices: [Int32]

    /// How many elements there are, if a table for them is within the limits; so must be the lists along each dimension.
    static func checkedCount(_ shape: [Int], _ limits: Model.Limits) throws(OperatorError) -> Int {
        let count = try Inference.checkedCount(shape)
        try limits.check(table: boundingCount(shape) ?? .max)
        return count
    }

    /// `sources` says for each dimension and position which position of the operand is read.
    init(shape: [Int], sources: [[Int?]], strides: [Int], count: Int) {
        indices = [0]
        indices.reserveCapacity(count)
        for axis in shape.indices {
            var next: [Int32] = []
            next.reserveCapacity(indices.count * shape[axis])
            for base in indices {
                for position in 0..<shape[axis] {
                    guard base >= 0, let source = sources[axis][position] else { next.append(-1); continue }
                    next.append(base + Int32(source * strides[axis]))
                }
            }
            indices = next
        }
    }
}
