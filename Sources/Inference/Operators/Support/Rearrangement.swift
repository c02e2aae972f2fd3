import CKernels

extension Kernel {
    /// Each element of the result is the operand's at an index decided beforehand, or `fill` where that is negative.
    static func rearrangement(
        _ operand: Operand, _ result: TensorType, _ table: [Int32], fill: Tensor? = nil
    ) throws(OperatorError) -> Kernel {
        guard table.count == result.count else { throw OperatorError("a table of \(table.count)") }
        let size = Int32(operand.type.size)
        let filling = fill ?? Tensor(type: operand.type, shape: [])
        return Kernel(results: [result]) { inputs, _ in
            let output = inputs.count
            return { memory in
                unsafe net_gather(size, memory.raw(0), table, table.count, filling.storage.base, memory.raw(output))
            }
        }
    }
}
