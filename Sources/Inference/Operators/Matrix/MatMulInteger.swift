/// `MatMulInteger`: products of bytes, less their zero points, in 32 bits.
struct MatMulInteger: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        let zeros = (
            left: try operands.optionalKnown(2)?.zeroPoints() ?? [0],
            right: try operands.optionalKnown(3)?.zeroPoints() ?? [0]
        )
        let product = try IntegerProduct(a, b, zeros: zeros), stacks = product.stacks
        let output = operands.count
        var kernel = Kernel(results: [TensorType(type: .int32, shape: stacks.shape)]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: UInt8.self), y = unsafe memory.pointer(1, as: UInt8.self)
                let out = unsafe memory.pointer(output, as: Int32.self)
                for (index, pair) in stacks.pairs.enumerated() {
                    for row in 0..<stacks.rows {
                        unsafe product.row(
                            row, of: pair, x, y, into: out + (index * stacks.rows + row) * stacks.columns)
                    }
                }
            }
        }
        kernel.multiplyAdds = stacks.multiplyAdds
        return .kernel(kernel)
    }
}
