/// `Ceil`: the next integer upwards.
struct Ceil: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { x.rounded(.up) }
}
