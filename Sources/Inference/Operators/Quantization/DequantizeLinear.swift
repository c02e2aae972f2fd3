/// `DequantizeLinear`: (x - zero point) * scale.
struct DequantizeLinear: Operator {
    private let axis: Int
    private let block: Int

    /// Whether a list of scales is for the first dimension, as weights have it.
    var isAlongFirst: Bool { axis == 0 && block == 0 }

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis", default: 1)
        block = attributes.integer("block_size", default: 0)
    }

    /// One scale for all, or one for each slice of an axis.
    init(axis: Int) {
        self.axis = axis
        block = 0
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), scales = try operands.known(1)
        let scale = try Scale(scales, operands.optionalKnown(2), axis: axis, block: block, shape: input.shape)
        guard let integer = input.type.integer, let float = scales.type.float else { throw unsupported(input.type) }
        return .kernel(
            dequantize(input, TensorType(type: scales.type, shape: input.shape), scale, operands.count, integer, float))
    }

    private func dequantize<T: IntegerElement, R: FloatElement>(
        _ input: Operand, _ result: TensorType, _ scale: Scale, _ operands: Int, _: T.Type, _: R.Type
    ) -> Kernel {
        Kernel(results: [result], demands: [.rowMajor, .any, .any]) { _, _ in
            let indices = scale.indices
            return { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(operands, as: R.self)
                for (element, index) in indices.enumerated() {
                    let number = unsafe from[element].asDouble - scale.zeros[Int(index)]
                    unsafe to[element] = R(number * scale.scales[Int(index)])
                }
            }
        }
    }
}
