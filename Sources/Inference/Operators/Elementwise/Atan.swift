/// `Atan`: the inverse tangent.
struct Atan: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.atan(x) }
}
