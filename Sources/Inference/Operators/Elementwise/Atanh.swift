/// `Atanh`: the inverse hyperbolic tangent.
struct Atanh: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.atanh(x) }
}
