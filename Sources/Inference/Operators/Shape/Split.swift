/// `Split`: parts along an axis, of given or equal sizes. Costs nothing.
struct Split: Operator {
    private let axis: Int
    private let attribute: [Int]?
    private let parts: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: 0)
        attribute = attributes.opset < 13 ? attributes.integers("split") : nil
        parts = attributes.integer("num_outputs") ?? attributes.outputs
        guard parts > 0, parts <= Model.Limits.nodes else { throw OperatorError("num_outputs is \(parts)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let axis = try normalizedAxis(axis, rank: input.rank)
        let given = try operands.optionalIntegers(1, unless: attribute)
        let sizes = given ?? equal(input.shape[axis])
        guard sizes.allSatisfy({ $0 >= 0 && $0 <= input.shape[axis] }), sizes.reduce(0, +) == input.shape[axis] else {
            throw OperatorError("parts of \(sizes) from \(input.shape[axis])")
        }
        var views: [View] = []
        var start = 0
        for size in sizes {
            let first = start
            var shape = input.shape
            shape[axis] = size
            views.append(
                View(result: TensorType(type: input.type, shape: shape)) { $0.advanced(by: first, along: axis) })
            start += size
        }
        return .views(views)
    }

    /// The last part is smaller where it does not come out even.
    private func equal(_ extent: Int) -> [Int] {
        let size = (extent + parts - 1) / parts
        return (0..<parts).map { min(size, max(extent - $0 * size, 0)) }
    }
}
