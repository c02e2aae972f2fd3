import CKernels

/// `Sub`: a - b.
struct Sub: ArithmeticOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    static var kernel: net_binary { NET_SUB }
    static func apply(_ a: Int64, _ b: Int64) -> Int64 { a &- b }
    static func apply(_ a: Double, _ b: Double) -> Double { a - b }
}
