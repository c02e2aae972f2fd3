/// `Abs`: |x|.
struct Abs: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Swift.abs(x) }
    func apply(_ x: Int64) -> Int64? { x < 0 ? 0 &- x : x }
}
