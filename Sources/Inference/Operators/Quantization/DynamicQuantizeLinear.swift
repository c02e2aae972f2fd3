/// `DynamicQuantizeLinear`: to unsigned bytes, with the scale and zero point that the numbers themselves ask for.
struct DynamicQuantizeLinear: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32 else { throw unsupported(input.type) }
        let results = [
            TensorType(type: .uint8, shape: input.shape), TensorType(type: .float32, shape: []),
            TensorType(type: .uint8, shape: []),
        ]
        let count = input.shape.product
        return .kernel(
            Kernel(results: results) { _, _ in
                { memory in
                    let x = unsafe memory.buffer(0, count: count, as: Float.self)
                    let low = unsafe min(x.min() ?? 0, 0), high = unsafe max(x.max() ?? 0, 0)
                    let scale = (high - low) / 255
                    let exact = (-low / scale).rounded(.toNearestOrEven)
                    let zero = exact.isFinite ? min(max(exact, 0), 255) : 0
                    let out = unsafe memory.pointer(1, as: UInt8.self)
                    for index in 0..<count {
                        let number = scale == 0 ? zero : unsafe (x[index] / scale).rounded(.toNearestOrEven) + zero
                        unsafe out[index] = UInt8(rounding: Double(min(max(number, 0), 255)))
                    }
                    unsafe memory.pointer(2, as: Float.self)[0] = scale
                    unsafe memory.pointer(3, as: UInt8.self)[0] = UInt8(zero)
                }
            })
    }
}
