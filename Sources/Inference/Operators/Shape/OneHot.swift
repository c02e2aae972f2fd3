/// `OneHot`: along a new axis, one value where an index points and another elsewhere.
struct OneHot: Operator {
    private let axis: Int
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: -1)
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let indices = try operands.known(0), values = try operands.known(2)
        guard let depth = try operands.known(1).doubles().first.flatMap({ Int(exactly: $0.rounded(.down)) }), depth > 0,
            depth < Model.Limits.elements, values.count == 2
        else {
            throw OperatorError("a depth and two values are needed")
        }
        let axis = try normalizedAxis(axis, rank: indices.shape.count + 1)
        var shape = indices.shape
        shape.insert(depth, at: axis)
        try limits.check(TensorType(type: values.type, shape: shape))
        let count = shape.product
        let both = values.doubles()
        var numbers = [Double](repeating: both[0], count: count)
        let inner = Array(shape[(axis + 1)...]).product
        for (place, index) in indices.doubles().enumerated() {
            guard abs(index) <= Double(depth), index < Double(depth) else { continue }
            let hot = index < 0 ? Int(index) + depth : Int(index)
            numbers[(place / inner * depth + hot) * inner + place % inner] = both[1]
        }
        return .constants([Tensor(doubles: numbers, type: values.type, shape: shape)])
    }
}
