/// `ArgMax`: where along an axis the largest number stands.
struct ArgMax: Operator {
    private let search: ArgumentSearch

    init(_ attributes: Attributes) throws(OperatorError) { search = ArgumentSearch(attributes, isMaximum: true) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared { try search.prepare(operands) }
}
