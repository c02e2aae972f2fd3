/// `ScatterElements`, once `Scatter`: single elements, named by an index along one axis, replaced or combined.
struct ScatterElements: Operator {
    private let scatter: Scatter
    private let axis: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        scatter = try Scatter(attributes)
        axis = attributes.integer("axis", default: 0)
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), indices = try operands.required(1)
        let axis = try normalizedAxis(axis, rank: input.rank)
        let fits =
            indices.rank == input.rank
            && input.shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= input.shape[$0] }
        guard fits else { throw OperatorError("indices of \(indices.shape) into \(input.shape)") }
        let strides = Layout.rowMajor(input.shape).strides
        let starts = offsets(indices.shape, strides.enumerated().map { $0 == axis ? 0 : $1 })
        var places: [Int] = []
        for (start, index) in zip(starts, try operands.known(1).integers()) {
            let extent = input.shape[axis]
            guard index >= -extent, index < extent else { throw OperatorError("index \(index) of \(extent)") }
            places.append(start + (index < 0 ? index + extent : index) * strides[axis])
        }
        return try scatter.prepare(operands, places: places)
    }
}
