/// `Pow`: a to the power of b, in a's type.
struct Pow: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        let type = TensorType(type: a.type, shape: try broadcast(a.shape, b.shape))
        guard let base = a.type.number, let exponent = b.type.number else { throw unsupported(a.type) }
        return .kernel(power(a, b, type, base, exponent))
    }

    private func power<T: NumberElement, S: NumberElement>(
        _ a: Operand, _ b: Operand, _ type: TensorType, _: T.Type, _: S.Type
    ) -> Kernel {
        broadcasting(a, b, type) { walk in
            elementPairs(walk) { (x: T, y: S) in
                let base = x.asDouble, exponent = y.asDouble
                return T(rounding: exponent == 2 ? base * base : Math.pow(base, exponent))
            }
        }
    }
}
