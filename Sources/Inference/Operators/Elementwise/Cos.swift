/// `Cos`: the cosine.
struct Cos: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.cos(x) }
}
