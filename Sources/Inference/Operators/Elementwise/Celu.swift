/// `Celu`: x, or alpha * (e^(x / alpha) - 1) below zero.
struct Celu: UnaryOperator {
    private let alpha: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = Double(attributes.float("alpha", default: 1))
    }

    func apply(_ x: Double) -> Double { x >= 0 ? x : alpha * (Math.exp(x / alpha) - 1) }
}
