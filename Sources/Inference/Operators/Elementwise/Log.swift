/// `Log`: the natural logarithm.
struct Log: UnaryOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ x: Double) -> Double { Math.log(x) }
}
