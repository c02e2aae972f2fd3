/// `Less`: whether a is less than b.
struct Less: ComparisonOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func apply<T: Comparable>(_ a: T, _ b: T) -> Bool { a < b }
}
