import CKernels

/// `Div`: a / b; of integers towards zero, and 0 where the divisor is 0.
struct Div: ArithmeticOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    static var kernel: net_binary { NET_DIV }
    static func apply(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue }
    static func apply(_ a: Double, _ b: Double) -> Double { a / b }
}
