/// `Dropout` at inference: the operand, and a mask that keeps all.
struct Dropout: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let ratio = try operands.optionalKnown(1)?.doubles().first ?? 0.5
        if let training = try operands.optionalIntegers(2)?.first, training != 0, ratio != 0 {
            throw OperatorError("training mode is not supported")
        }
        let mask = TensorType(type: .bool, shape: input.shape)
        let count = input.shape.product, size = input.type.size, output = operands.count
        return .kernel(
            Kernel(results: [input.tensorType, mask]) { _, _ in
                { memory in
                    unsafe memory.raw(output).copyMemory(from: memory.raw(0), byteCount: count * size)
                    unsafe memory.pointer(output + 1, as: Bool.self).update(repeating: true, count: count)
                }
            })
    }
}
