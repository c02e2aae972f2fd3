/// `ConvInteger`: a convolution of bytes, less their zero points, in 32 bits.
struct ConvInteger: Operator {
    private let integers: IntegerConvolution

    init(_ attributes: Attributes) throws(OperatorError) { integers = try IntegerConvolution(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let xZero = try operands.optionalKnown(2)?.zeroPoints().first ?? 0
        let wZero = try operands.optionalKnown(3)?.zeroPoints() ?? [0]
        let (sums, shape) = try integers.prepare(operands.required(0), operands.required(1), xZero, wZero)
        let output = operands.count
        var kernel = Kernel(results: [TensorType(type: .int32, shape: shape)]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: UInt8.self), w = unsafe memory.pointer(1, as: UInt8.self)
                let out = unsafe memory.pointer(output, as: Int32.self)
                unsafe sums.forEach(x, w) { place, _, sum in unsafe out[place] = sum }
            }
        }
        kernel.multiplyAdds = sums.multiplyAdds
        return .kernel(kernel)
    }
}
