/// `Cast` and `CastLike`: the same numbers in another element type.
struct Cast: Operator {
    private let target: ElementType?

    init(_ attributes: Attributes) throws(OperatorError) {
        guard let code = attributes.integer("to") else { target = nil; return }
        guard let type = ElementType(rawValue: code) else {
            throw OperatorError("element type \(code) is not supported")
        }
        target = type
    }

    var isToHalf: Bool { target == .float16 }

    init(to type: ElementType) { target = type }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let target = try wanted(operands)
        guard target != input.type else { return .views([.reshape(input, input.shape)]) }
        let extra = operands.count - 1
        if input.type == .bool {
            guard let number = target.number else { throw unsupported(target) }
            return .kernel(fromBool(input.tensorType, target, extra, number))
        }
        guard let from = input.type.number else { throw unsupported(input.type) }
        if target == .bool { return .kernel(toBool(input.tensorType, extra, from)) }
        guard let to = target.number else { throw unsupported(target) }
        if let whole = input.type.integer, let integer = target.integer {
            return .kernel(integers(input.tensorType, target, extra, whole, integer))
        }
        return .kernel(numbers(input.tensorType, target, extra, from, to))
    }

    private func wanted(_ operands: [Operand?]) throws(OperatorError) -> ElementType {
        if let target { return target }
        return try operands.required(1).type
    }

    private func fromBool<T: NumberElement>(_ type: TensorType, _ to: ElementType, _ extra: Int, _: T.Type) -> Kernel {
        mapping(type, to: to, extra: extra) { (x: Bool) in T(rounding: x ? 1 : 0) }
    }

    private func toBool<T: NumberElement>(_ type: TensorType, _ extra: Int, _: T.Type) -> Kernel {
        mapping(type, to: .bool, extra: extra) { (x: T) in x.asDouble != 0 }
    }

    private func integers<T: IntegerElement, R: IntegerElement>(
        _ type: TensorType, _ to: ElementType, _ extra: Int, _: T.Type, _: R.Type
    ) -> Kernel {
        mapping(type, to: to, extra: extra) { (x: T) in R(truncatingIfNeeded: x) }
    }

    private func numbers<T: NumberElement, R: NumberElement>(
        _ type: TensorType, _ to: ElementType, _ extra: Int, _: T.Type, _: R.Type
    ) -> Kernel {
        mapping(type, to: to, extra: extra) { (x: T) in R(rounding: x.asDouble) }
    }
}
