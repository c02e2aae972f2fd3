/// `Asinh`: the inverse hyperbolic sine.
struct Asinh: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.asinh(x) }
}
