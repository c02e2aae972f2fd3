/// `Sinh`: the hyperbolic sine.
struct Sinh: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.sinh(x) }
}
