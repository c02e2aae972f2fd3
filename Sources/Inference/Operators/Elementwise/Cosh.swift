/// `Cosh`: the hyperbolic cosine.
struct Cosh: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.cosh(x) }
}
