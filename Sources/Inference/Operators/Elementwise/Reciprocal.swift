/// `Reciprocal`: 1 / x.
struct Reciprocal: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { 1 / x }
}
