/// What `GatherElements` and `ScatterElements` have in common: a tensor of indices, each of which names an element along
/// one axis, at its own place along the others.
struct ElementPlaces {
    private let axis: Int
    private let limits: Model.Limits

    init(_ attributes: Attributes) {
        axis = attributes.integer("axis", default: 0)
        limits = attributes.limits
    }

    /// For each index the place of the element that it names, in row-major order. Operand 0 is the tensor, 1 the indices.
    func resolved(_ operands: [Operand?]) throws(OperatorError) -> [Int] {
        let input = try operands.required(0), indices = try operands.required(1)
        let axis = try normalizedAxis(axis, rank: input.rank)
        let fits =
            indices.rank == input.rank
            && input.shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= input.shape[$0] }
        guard fits else { throw OperatorError("indices of \(indices.shape) into \(input.shape)") }
        try limits.check(table: checkedCount(indices.shape))
        let strides = Layout.rowMajor(input.shape).strides, extent = input.shape[axis]
        let starts = offsets(indices.shape, strides.enumerated().map { $0 == axis ? 0 : $1 })
        var places: [Int] = []
        places.reserveCapacity(starts.count)
        for (start, index) in zip(starts, try operands.known(1).integers()) {
            guard index >= -extent, index < extent else { throw OperatorError("index \(index) of \(extent)") }
            places.append(start + (index < 0 ? index + extent : index) * strides[axis])
        }
        return places
    }
}
