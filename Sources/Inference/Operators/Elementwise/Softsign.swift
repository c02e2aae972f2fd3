/// `Softsign`: x / (1 + |x|).
struct Softsign: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { x / (1 + Swift.abs(x)) }
}
