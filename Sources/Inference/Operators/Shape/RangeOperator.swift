/// `Range`: numbers from a start, a step apart, before an end.
struct RangeOperator: Operator {
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) { limits = attributes.limits }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let type = try operands.required(0).type
        guard let start = try operands.known(0).doubles().first, let end = try operands.known(1).doubles().first,
            let step = try operands.known(2).doubles().first, step != 0
        else { throw OperatorError("a start, an end and a step other than 0 are needed") }
        let exact = ((end - start) / step).rounded(.up)
        guard exact.isFinite, exact < Double(Model.Limits.elements) else { throw OperatorError("\(exact) numbers") }
        let count = Int(max(exact, 0))
        try limits.check(TensorType(type: type, shape: [count]))
        let numbers = (0..<count).map { start + Double($0) * step }
        return .constants([Tensor(doubles: numbers, type: type, shape: [count])])
    }
}
