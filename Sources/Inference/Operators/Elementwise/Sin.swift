/// `Sin`: the sine.
struct Sin: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.sin(x) }
}
