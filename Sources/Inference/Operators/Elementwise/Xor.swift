/// `Xor`: whether exactly one of both is true.
struct Xor: LogicOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ a: Bool, _ b: Bool) -> Bool { a != b }
}
