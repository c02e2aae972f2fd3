/// `BitwiseOr`: bits set in one of both.
struct BitwiseOr: BitwiseOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a | b }
}
