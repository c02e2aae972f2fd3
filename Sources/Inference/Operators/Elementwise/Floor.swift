/// `Floor`: the next integer downwards.
struct Floor: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { x.rounded(.down) }
}
