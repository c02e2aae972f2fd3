/// `Asin`: the inverse sine.
struct Asin: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.asin(x) }
}
