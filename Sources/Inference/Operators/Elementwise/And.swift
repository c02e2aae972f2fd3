/// `And`: whether both are true.
struct And: LogicOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply(_ a: Bool, _ b: Bool) -> Bool { a && b }
}
