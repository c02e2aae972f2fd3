/// `Unsqueeze`: with dimensions of extent one put in.
struct Unsqueeze: Operator {
    private let attribute: [Int]?

    init(_ attributes: Attributes) throws(OperatorError) {
        attribute = attributes.opset < 13 ? attributes.integers("axes") : nil
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let given = try operands.integers(1, unless: attribute)
        let axes = try normalizedAxes(given, rank: input.rank + given.count)
        guard input.rank + given.count <= Model.Limits.rank else { throw OperatorError("too many dimensions") }
        var shape = input.shape
        for axis in axes { shape.insert(1, at: axis) }
        return .views([.reshape(input, shape)])
    }
}
