/// `ScatterND`: slices, named by whole index tuples, replaced or combined with updates.
struct ScatterND: Operator {
    private let scatter: Scatter
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        scatter = try Scatter(attributes)
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), indices = try operands.required(1)
        guard let depth = indices.shape.last, depth > 0, depth <= input.rank else {
            throw OperatorError("indices of \(indices.shape) into \(input.shape)")
        }
        let strides = Layout.rowMajor(input.shape).strides, size = Array(input.shape[depth...]).product
        try limits.check(table: checkedCount(indices.shape.dropLast() + [size]))
        let tuples = try operands.known(1).integers()
        var places: [Int] = []
        for tuple in 0..<tuples.count / depth {
            var place = 0
            for step in 0..<depth {
                let extent = input.shape[step], index = tuples[tuple * depth + step]
                guard index >= -extent, index < extent else { throw OperatorError("index \(index) of \(extent)") }
                place += (index < 0 ? index + extent : index) * strides[step]
            }
            places += place..<place + size
        }
        return try scatter.prepare(operands, places: places)
    }
}
