import CKernels

/// `Gather`: slices along an axis, picked by indices.
struct Gather: Operator {
    let axis: Int
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: 0)
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let axis = try normalizedAxis(axis, rank: input.rank)
        let indices = try operands.known(1)
        let extent = input.shape[axis]
        var picks: [Int] = []
        for index in try indices.integers() {
            guard index >= -extent, index < extent else { throw OperatorError("index \(index) of \(extent)") }
            picks.append(index < 0 ? index + extent : index)
        }
        let shape = Array(input.shape[..<axis]) + indices.shape + Array(input.shape[(axis + 1)...])
        let result = TensorType(type: input.type, shape: shape)
        guard indices.shape.isEmpty, let pick = picks.first else {
            return try .kernel(.rearrangement(input, result, table(input.shape, axis, picks)))
        }
        return .views([
            View(result: result) { layout in
                var part = layout.advanced(by: pick, along: axis)
                part.strides.remove(at: axis)
                return part
            }
        ])
    }

    private func table(_ shape: [Int], _ axis: Int, _ picks: [Int]) throws(OperatorError) -> [Int32] {
        let inner = Array(shape[(axis + 1)...]).product, outer = Array(shape[..<axis]).product
        try limits.check(table: checkedCount([inner, outer, picks.count]))
        var table: [Int32] = []
        table.reserveCapacity(inner * outer * picks.count)
        for block in 0..<outer {
            for pick in picks {
                let start = (block * shape[axis] + pick) * inner
                for index in start..<start + inner { table.append(Int32(index)) }
            }
        }
        return table
    }
}
