import CKernels

/// `Min`: the smallest of any number of operands.
struct Min: VariadicOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: net_binary? { NET_MIN }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { Swift.min(a, b) }
    func apply(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : Swift.min(a, b) }
}
