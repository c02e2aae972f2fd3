import CKernels

/// `Div`: a / b; of integers towards zero, and 0 where the divisor is 0.
struct Div: ArithmeticOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: net_binary? { NET_DIV }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T {
        b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
    }
    func apply(_ a: Double, _ b: Double) -> Double { a / b }
}
