import CKernels

/// `Mul`: a * b.
struct Mul: ArithmeticOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: net_binary? { NET_MUL }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a &* b }
    func apply(_ a: Double, _ b: Double) -> Double { a * b }
}
