/// `ArgMin`: where along an axis the smallest number stands.
struct ArgMin: Operator {
    private let search: ArgumentSearch

    init(_ attributes: Attributes) throws(OperatorError) { search = ArgumentSearch(attributes, isMaximum: false) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared { try search.prepare(operands) }
}
