/// `Sign`: -1, 0 or 1.
struct Sign: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
    func apply(_ x: Int64) -> Int64? { x.signum() }
}
