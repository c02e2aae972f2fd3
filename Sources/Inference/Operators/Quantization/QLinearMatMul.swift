/// `QLinearMatMul`: a product of quantised matrices to a quantised matrix.
struct QLinearMatMul: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(3)
        let aScale = try operands.known(1).doubles(), aZero = try operands.known(2).zeroPoints()
        let bScale = try operands.known(4).doubles(), bZero = try operands.known(5).zeroPoints()
        let yScale = try operands.known(6).doubles(), yZero = try operands.known(7)
        guard aScale.count == 1, bScale.count == 1, aZero.count == 1, bZero.count == 1, yScale.count == 1,
            let zero = try yZero.zeroPoints().first
        else { throw OperatorError("only one scale and zero point for each operand") }
        let product = try IntegerProduct(a, b, zeros: (aZero, bZero)), stacks = product.stacks
        let factor = Float(aScale[0] * bScale[0] / yScale[0])
        let isSigned = yZero.type == .int8
        let low = isSigned ? -128.0 : 0, high = isSigned ? 127.0 : 255
        let output = operands.count
        var kernel = Kernel(results: [TensorType(type: yZero.type, shape: stacks.shape)]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: UInt8.self), y = unsafe memory.pointer(3, as: UInt8.self)
                let out = unsafe memory.pointer(output, as: UInt8.self)
                let sums = unsafe memory.pointer(output + 1, as: Int32.self)
                for (index, pair) in stacks.pairs.enumerated() {
                    for row in 0..<stacks.rows {
                        unsafe product.row(row, of: pair, x, y, into: sums)
                        let target = unsafe out + (index * stacks.rows + row) * stacks.columns
                        for column in 0..<stacks.columns {
                            let scaled = unsafe Double((Float(sums[column]) * factor).rounded(.toNearestOrEven))
                            let number = Int64(rounding: min(max(scaled + Double(zero), low), high))
                            unsafe target[column] = UInt8(truncatingIfNeeded: number)
                        }
                    }
                }
            }
        }
        kernel.scratch = stacks.columns * MemoryLayout<Int32>.size
        kernel.multiplyAdds = stacks.multiplyAdds
        return .kernel(kernel)
    }
}
