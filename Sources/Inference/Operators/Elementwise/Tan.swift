/// `Tan`: the tangent.
struct Tan: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.tan(x) }
}
