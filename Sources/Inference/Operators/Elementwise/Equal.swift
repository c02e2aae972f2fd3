/// `Equal`: whether a is b.
struct Equal: ComparisonOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: Comparable>(_ a: T, _ b: T) -> Bool { a == b }
}
