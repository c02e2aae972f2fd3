/// `GatherElements`: for each place of the indices, the element that an index along one axis names.
struct GatherElements: Operator {
    private let axis: Int

    init(_ attributes: Attributes) throws(OperatorError) { axis = attributes.integer("axis", default: 0) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), indices = try operands.required(1)
        let axis = try normalizedAxis(axis, rank: input.rank)
        let fits =
            indices.rank == input.rank
            && input.shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= input.shape[$0] }
        guard fits else { throw OperatorError("indices of \(indices.shape) into \(input.shape)") }
        let strides = Layout.rowMajor(input.shape).strides
        let places = offsets(indices.shape, strides.enumerated().map { $0 == axis ? 0 : $1 })
        var table: [Int32] = []
        for (place, index) in zip(places, try operands.known(1).integers()) {
            let extent = input.shape[axis]
            guard index >= -extent, index < extent else { throw OperatorError("index \(index) of \(extent)") }
            table.append(Int32(place + (index < 0 ? index + extent : index) * strides[axis]))
        }
        return .kernel(try .rearrangement(input, TensorType(type: input.type, shape: indices.shape), table))
    }
}
