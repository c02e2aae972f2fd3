/// `GreaterOrEqual`: whether a is not less than b.
struct GreaterOrEqual: ComparisonOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: Comparable>(_ a: T, _ b: T) -> Bool { a >= b }
}
