import CKernels

/// `Max`: the largest of any number of operands.
struct Max: VariadicOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: net_binary? { NET_MAX }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { Swift.max(a, b) }
    func apply(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : Swift.max(a, b) }
}
