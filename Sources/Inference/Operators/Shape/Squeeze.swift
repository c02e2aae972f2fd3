/// `Squeeze`: without the dimensions of extent one, or without the named ones.
struct Squeeze: Operator {
    private let attribute: [Int]?

    init(_ attributes: Attributes) throws(OperatorError) {
        attribute = attributes.opset < 13 ? attributes.integers("axes") : nil
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        var axes = input.shape.indices.filter { input.shape[$0] == 1 }
        if let given = try operands.optionalIntegers(1, unless: attribute) {
            axes = try normalizedAxes(given, rank: input.rank)
        }
        guard axes.allSatisfy({ input.shape[$0] == 1 }) else {
            throw OperatorError("axes \(axes) of shape \(input.shape) are not all 1")
        }
        return .views([.reshape(input, input.shape.indices.filter { !axes.contains($0) }.map { input.shape[$0] })])
    }
}
