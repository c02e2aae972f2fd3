/// `GatherND`: slices named by whole index tuples.
struct GatherND: Operator {
    private let batch: Int
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        batch = attributes.integer("batch_dims", default: 0)
        limits = attributes.limits
        guard batch >= 0 else { throw OperatorError("batch_dims is \(batch)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), indices = try operands.required(1)
        guard let depth = indices.shape.last, batch < indices.rank, batch + depth <= input.rank,
            indices.shape.prefix(batch) == input.shape.prefix(batch)
        else { throw OperatorError("indices of \(indices.shape) into \(input.shape)") }
        let rest = Array(input.shape[(batch + depth)...])
        let shape = Array(indices.shape.dropLast()) + rest
        let size = rest.product, strides = Layout.rowMajor(input.shape).strides
        let tuples = try operands.known(1).integers()
        let perBatch = Array(indices.shape[batch..<indices.rank - 1]).product
        let batchSize = Array(input.shape[batch...]).product
        try limits.check(table: checkedCount(shape))
        var table: [Int32] = []
        for tuple in 0..<(depth == 0 ? Array(indices.shape.dropLast()).product : tuples.count / depth) {
            var place = perBatch == 0 ? 0 : tuple / perBatch * batchSize
            for step in 0..<depth {
                let extent = input.shape[batch + step], index = tuples[tuple * depth + step]
                guard index >= -extent, index < extent else { throw OperatorError("index \(index) of \(extent)") }
                place += (index < 0 ? index + extent : index) * strides[batch + step]
            }
            for offset in 0..<size { table.append(Int32(place + offset)) }
        }
        return .kernel(try .rearrangement(input, TensorType(type: input.type, shape: shape), table))
    }
}
