/// `MatMulInteger`: products of bytes, less their zero points, in 32 bits.
struct MatMulInteger: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        let stacks = try MatrixStacks(a.shape, b.shape)
        let left = try operands.optionalKnown(2)?.zeroPoints() ?? [0]
        let right = try operands.optionalKnown(3)?.zeroPoints() ?? [0]
        guard a.type.size == 1, b.type.size == 1, left.count == 1 || left.count == stacks.rows,
            right.count == 1 || right.count == stacks.columns
        else { throw OperatorError("operands or zero points that do not fit") }
        let signedA = a.type == .int8, signedB = b.type == .int8
        let output = operands.count
        var kernel = Kernel(results: [TensorType(type: .int32, shape: stacks.shape)]) { _, _ in
            { memory in
                let (m, n, k) = (stacks.rows, stacks.columns, stacks.depth)
                let x = unsafe memory.pointer(0, as: UInt8.self), y = unsafe memory.pointer(1, as: UInt8.self)
                let out = unsafe memory.pointer(output, as: Int32.self)
                for (index, pair) in stacks.pairs.enumerated() {
                    for row in 0..<m {
                        for column in 0..<n {
                            let zeroA = left[left.count == 1 ? 0 : row],
                                zeroB = right[right.count == 1 ? 0 : column]
                            var sum: Int32 = 0
                            for step in 0..<k {
                                let p = unsafe x[(pair.left * m + row) * k + step]
                                let q = unsafe y[(pair.right * k + step) * n + column]
                                let u = signedA ? Int(Int8(bitPattern: p)) : Int(p)
                                let v = signedB ? Int(Int8(bitPattern: q)) : Int(q)
                                sum &+= Int32(truncatingIfNeeded: (u - zeroA) * (v - zeroB))
                            }
                            unsafe out[(index * m + row) * n + column] = sum
                        }
                    }
                }
            }
        }
        kernel.multiplyAdds = stacks.multiplyAdds
        return .kernel(kernel)
    }
}
