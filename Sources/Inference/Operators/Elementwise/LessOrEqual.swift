/// `LessOrEqual`: whether a is not greater than b.
struct LessOrEqual: ComparisonOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: Comparable>(_ a: T, _ b: T) -> Bool { a <= b }
}
