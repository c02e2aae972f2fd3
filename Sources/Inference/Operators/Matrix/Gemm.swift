/// `Gemm`: alpha * A * B + beta * C, with A and B transposed where asked and C stretched.
struct Gemm: Operator {
    private let alpha: Float
    private let beta: Float
    private let transA: Bool
    private let transB: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = attributes.float("alpha", default: 1)
        beta = attributes.float("beta", default: 1)
        transA = attributes.flag("transA")
        transB = attributes.flag("transB")
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1), c = operands.optional(2)
        guard a.type == .float32, b.type == .float32, c.map({ $0.type == .float32 }) ?? true else {
            throw unsupported(c?.type ?? a.type)
        }
        guard a.rank == 2, b.rank == 2 else { throw OperatorError("operands of \(a.rank) and \(b.rank) dimensions") }
        let m = a.shape[transA ? 1 : 0], k = a.shape[transA ? 0 : 1], n = b.shape[transB ? 0 : 1]
        guard b.shape[transB ? 1 : 0] == k else { throw OperatorError("a product of \(a.shape) and \(b.shape)") }
        if let c, try broadcast(c.shape, [m, n]) != [m, n] { throw OperatorError("an addition of \(c.shape)") }
        let added = c.map { Layout.rowMajor($0.shape).broadcast(from: $0.shape, to: [m, n]).strides }
        let output = operands.count
        var kernel = Kernel(results: [TensorType(type: .float32, shape: [m, n])]) { _, _ in
            { memory in
                let result = unsafe memory.pointer(output, as: Float.self)
                if let added {
                    let c = unsafe memory.pointer(2, as: Float.self)
                    for row in 0..<m {
                        for column in 0..<n {
                            unsafe result[row * n + column] = c[row * added[0] + column * added[1]]
                        }
                    }
                }
                unsafe MatrixProduct.floats(
                    m, n, k, memory.pointer(0), transposed: transA, memory.pointer(1), transposed: transB, result,
                    alpha: alpha, beta: added == nil ? 0 : beta)
            }
        }
        kernel.multiplyAdds = saturatingProduct(m, n, k)
        return .kernel(kernel)
    }
}
