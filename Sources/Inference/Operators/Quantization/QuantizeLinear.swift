/// `QuantizeLinear`: x / scale + zero point, rounded to even and saturated.
struct QuantizeLinear: Operator {
    private let axis: Int
    private let block: Int
    private let target: ElementType?

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: 1)
        block = attributes.integer("block_size", default: 0)
        guard let code = attributes.integer("output_dtype"), code != 0 else { target = nil; return }
        guard let type = ElementType(rawValue: code) else {
            throw OperatorError("element type \(code) is not supported")
        }
        target = type
    }

    /// One scale for all, or one for each slice of an axis; bytes of the zero point's type.
    init(axis: Int) {
        self.axis = axis
        block = 0
        target = nil
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let zero = try operands.optionalKnown(2)
        let type = zero?.type ?? target ?? .uint8
        let scale = try Scale(operands.known(1), zero, axis: axis, block: block, shape: input.shape)
        guard let float = input.type.number, let integer = type.integer else { throw unsupported(type) }
        return .kernel(
            quantize(input, TensorType(type: type, shape: input.shape), scale, operands.count, float, integer))
    }

    private func quantize<T: NumberElement, R: IntegerElement>(
        _ input: Operand, _ result: TensorType, _ scale: Scale, _ operands: Int, _: T.Type, _: R.Type
    ) -> Kernel {
        let low = Double(R.min), high = Double(R.max)
        return Kernel(results: [result], demands: [.rowMajor, .any, .any]) { _, _ in
            let indices = scale.indices
            return { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(operands, as: R.self)
                for (element, index) in indices.enumerated() {
                    let ratio = Double(Float(unsafe from[element].asDouble) / Float(scale.scales[Int(index)]))
                    let number = ratio.rounded(.toNearestOrEven) + scale.zeros[Int(index)]
                    unsafe to[element] = R(rounding: min(max(number, low), high))
                }
            }
        }
    }
}
