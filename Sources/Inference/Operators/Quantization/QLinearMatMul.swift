/// `QLinearMatMul`: a product of quantised matrices to a quantised matrix.
struct QLinearMatMul: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(3)
        let stacks = try MatrixStacks(a.shape, b.shape)
        let aScale = try operands.known(1).doubles(), aZero = try operands.known(2).zeroPoints()
        let bScale = try operands.known(4).doubles(), bZero = try operands.known(5).zeroPoints()
        let yScale = try operands.known(6).doubles(), yZero = try operands.known(7)
        guard aScale.count == 1, bScale.count == 1, aZero.count == 1, bZero.count == 1, yScale.count == 1,
            let zero = try yZero.zeroPoints().first, a.type.size == 1, b.type.size == 1
        else { throw OperatorError("only one scale and zero point for each operand") }
        let factor = Float(aScale[0] * bScale[0] / yScale[0])
        let isSigned = yZero.type == .int8, signedA = a.type == .int8, signedB = b.type == .int8
        let low = isSigned ? -128.0 : 0, high = isSigned ? 127.0 : 255
        var kernel = Kernel(results: [TensorType(type: yZero.type, shape: stacks.shape)]) { _, _ in
            { memory in
                let (m, n, k) = (stacks.rows, stacks.columns, stacks.depth)
                let x = unsafe memory.pointer(0, as: UInt8.self), y = unsafe memory.pointer(3, as: UInt8.self)
                let out = unsafe memory.pointer(8, as: UInt8.self)
                for (index, pair) in stacks.pairs.enumerated() {
                    for place in 0..<m * n {
                        var sum = 0
                        for step in 0..<k {
                            let p = unsafe x[(pair.left * m + place / n) * k + step]
                            let q = unsafe y[(pair.right * k + step) * n + place % n]
                            let u = signedA ? Int(Int8(bitPattern: p)) : Int(p)
                            let v = signedB ? Int(Int8(bitPattern: q)) : Int(q)
                            sum += (u - aZero[0]) * (v - bZero[0])
                        }
                        let scaled = Double((Float(sum) * factor).rounded(.toNearestOrEven))
                        let number = Int64(rounding: min(max(scaled + Double(zero), low), high))
                        unsafe out[index * m * n + place] = UInt8(truncatingIfNeeded: number)
                    }
                }
            }
        }
        kernel.multiplyAdds = stacks.multiplyAdds
        return .kernel(kernel)
    }
}
