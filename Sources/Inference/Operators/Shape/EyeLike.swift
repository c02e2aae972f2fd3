/// `EyeLike`: ones on a diagonal, zeros elsewhere.
struct EyeLike: Operator {
    private let diagonal: Int
    private let type: ElementType?
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        diagonal = attributes.integer("k", default: 0)
        limits = attributes.limits
        type = attributes.integer("dtype").flatMap { ElementType(rawValue: $0) }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.rank == 2 else { throw OperatorError("\(input.rank) dimensions") }
        try limits.check(TensorType(type: type ?? input.type, shape: input.shape))
        let columns = input.shape[1]
        let numbers = (0..<input.shape.product).map { $0 % columns - $0 / columns == diagonal ? 1.0 : 0 }
        return .constants([Tensor(doubles: numbers, type: type ?? input.type, shape: input.shape)])
    }
}
