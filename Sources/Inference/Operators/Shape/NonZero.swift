/// `NonZero`: where the elements are that are not zero, a column of indices for each.
struct NonZero: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.known(0)
        let found = input.doubles().enumerated().filter { $1 != 0 }.map(\.offset)
        let strides = Layout.rowMajor(input.shape).strides
        let rows = zip(input.shape, strides).flatMap { extent, stride in found.map { Int64($0 / stride % extent) } }
        return .constants([Tensor(rows, shape: [input.shape.count, found.count])])
    }
}
