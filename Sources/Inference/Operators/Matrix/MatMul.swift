/// `MatMul`: products of stacks of matrices, as NumPy has them.
struct MatMul: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        guard a.type == b.type, let number = a.type.number else { throw unsupported(a.type) }
        let stacks = try MatrixStacks(a.shape, b.shape)
        var kernel = a.type == .float32 ? floats(stacks) : general(stacks, a.type, number)
        kernel.multiplyAdds = stacks.multiplyAdds
        return .kernel(kernel)
    }

    private func floats(_ stacks: MatrixStacks) -> Kernel {
        Kernel(results: [TensorType(type: .float32, shape: stacks.shape)]) { _, _ in
            { memory in
                let (m, n, k) = (stacks.rows, stacks.columns, stacks.depth)
                let a = unsafe memory.pointer(0, as: Float.self), b = unsafe memory.pointer(1, as: Float.self)
                let c = unsafe memory.pointer(2, as: Float.self)
                for (index, pair) in stacks.pairs.enumerated() {
                    unsafe MatrixProduct.floats(
                        m, n, k, a + pair.left * m * k, b + pair.right * k * n, c + index * m * n)
                }
            }
        }
    }

    private func general<T: NumberElement>(_ stacks: MatrixStacks, _ type: ElementType, _: T.Type) -> Kernel {
        Kernel(results: [TensorType(type: type, shape: stacks.shape)]) { _, _ in
            { memory in
                let (m, n, k) = (stacks.rows, stacks.columns, stacks.depth)
                let a = unsafe memory.pointer(0, as: T.self), b = unsafe memory.pointer(1, as: T.self)
                let c = unsafe memory.pointer(2, as: T.self)
                for (index, pair) in stacks.pairs.enumerated() {
                    unsafe MatrixProduct.general(
                        m, n, k, a + pair.left * m * k, b + pair.right * k * n, c + index * m * n)
                }
            }
        }
    }
}
