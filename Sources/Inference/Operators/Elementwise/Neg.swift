/// `Neg`: -x.
struct Neg: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { -x }
    func apply(_ x: Int64) -> Int64? { 0 &- x }
}
