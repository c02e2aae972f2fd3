/// `Greater`: whether a is greater than b.
struct Greater: ComparisonOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: Comparable>(_ a: T, _ b: T) -> Bool { a > b }
}
