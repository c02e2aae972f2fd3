/// `Acosh`: the inverse hyperbolic cosine.
struct Acosh: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.acosh(x) }
}
