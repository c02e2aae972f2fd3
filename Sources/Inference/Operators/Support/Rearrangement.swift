import CKernels

extension Kernel {
    /// Each element of the result is the operand's at an index decided beforehand, or `fill` where that is negative.
    static func rearrangement(
        _ operand: Operand, _ result: TensorType, _ table: [Int32], fill: Tensor? = nil
    ) throws(OperatorError) -> Kernel {
        guard table.count == result.count else { throw OperatorError("a table of \(table.count)") }
        let size = Int32(operand.type.size)
        let filling = fill ?? Tensor(type: operand.type, shape: [])
        var kernel = Kernel(results: [result]) { inputs, _ in
            let output = inputs.count
            return { memory in
                unsafe net_gather(size, memory.raw(0), table, table.count, filling.storage.base, memory.raw(output))
            }
        }
        kernel.tableBytes = table.count * MemoryLayout<Int32>.size
        return kernel
    }
}

extension Kernel {
    /// Split into dimensions, those put in another order, and joined to a shape again: one copy.
    static func reordered(
        _ operand: Operand, through split: [Int], _ order: [Int], to shape: [Int]
    ) throws(OperatorError) -> Kernel {
        _ = try checkedCount(shape)
        let from = Layout.rowMajor(split)
        let source = Layout(strides: order.map { from.strides[$0] })
        let ordered = TensorType(type: operand.type, shape: order.map { split[$0] })
        return Kernel(results: [TensorType(type: operand.type, shape: shape)]) { _, _ in
            let copy = StridedCopy(type: ordered, from: source, to: .rowMajor(ordered.shape))
            return { memory in unsafe copy.run(from: memory.raw(0), to: memory.raw(1)) }
        }
    }
}
