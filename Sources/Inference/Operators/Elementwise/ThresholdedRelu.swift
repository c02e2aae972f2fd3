/// `ThresholdedRelu`: x above alpha, else 0.
struct ThresholdedRelu: UnaryOperator {
    private let alpha: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = Double(attributes.float("alpha", default: 1))
    }

    func apply(_ x: Double) -> Double { x > alpha ? x : 0 }
}
