/// `Round`: the nearest integer, halves to the even one.
struct Round: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }
}
