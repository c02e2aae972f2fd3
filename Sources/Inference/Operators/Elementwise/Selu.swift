/// `Selu`: gamma * (x, or alpha * (e^x - 1) below zero).
struct Selu: UnaryOperator {
    private let alpha: Double
    private let gamma: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = Double(attributes.float("alpha", default: 1.67326319))
        gamma = Double(attributes.float("gamma", default: 1.05070102))
    }

    func apply(_ x: Double) -> Double { gamma * (x > 0 ? x : alpha * (Math.exp(x) - 1)) }
}
