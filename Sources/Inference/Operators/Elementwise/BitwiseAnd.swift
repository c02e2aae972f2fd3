/// `BitwiseAnd`: bits set in both.
struct BitwiseAnd: BitwiseOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a & b }
}
