/// `Acos`: the inverse cosine.
struct Acos: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.acos(x) }
}
