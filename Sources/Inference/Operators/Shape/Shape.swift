/// `Shape`: the extents, or some of them, as 64-bit integers.
struct Shape: Operator {
    private let start: Int
    private let end: Int?

    init(_ attributes: Attributes) throws(OperatorError) {
        start = attributes.integer("start", default: 0)
        end = attributes.integer("end")
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let shape = try operands.required(0).shape
        let range = try SliceRange(start, end ?? shape.count, 1, extent: shape.count)
        let part = shape[range.start..<range.start + range.count].map { Int64($0) }
        return .constants([Tensor(part, shape: [part.count])])
    }
}
