import CKernels

/// `PRelu`: x, or slope * x below zero, with a slope for each channel or element.
struct PRelu: ArithmeticOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: net_binary? { nil }
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a < 0 ? a &* b : a }
    func apply(_ a: Double, _ b: Double) -> Double { a < 0 ? a * b : a }
}
