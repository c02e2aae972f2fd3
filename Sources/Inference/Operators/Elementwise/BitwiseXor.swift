/// `BitwiseXor`: bits set in exactly one of both.
struct BitwiseXor: BitwiseOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a ^ b }
}
