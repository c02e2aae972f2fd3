/// An operator of any number of operands, taken two by two.
protocol VariadicOperator: ArithmeticOperator {}

extension VariadicOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let first = try operands.required(0)
        guard operands.count > 1 else { return .views([.reshape(first, first.shape)]) }
        guard operands.count > 2 else { return .kernel(try pair(first, operands.required(1))) }
        var shape = first.shape
        for index in 1..<operands.count { shape = try broadcast(shape, operands.required(index).shape) }
        let type = TensorType(type: first.type, shape: shape)
        var all: [Operand] = []
        for index in operands.indices { all.append(try operands.required(index)) }
        return .kernel(try chain(all, type))
    }

    /// Each pair's result is the first operand of the next, in the result's own memory.
    private func chain(_ operands: [Operand], _ type: TensorType) throws(OperatorError) -> Kernel {
        var links: [(Kernel, Int)] = []
        var sofar = try stretched(operands[0], to: type)
        for (index, next) in operands.enumerated().dropFirst() {
            links.append((try pair(sofar, next), index))
            sofar = Operand(tensorType: type, constant: nil)
        }
        let fixed = links
        return Kernel(
            results: [type], demands: Array(repeating: .any, count: operands.count)
        ) { inputs, results in
            let first = (inputs[0] ?? results[0]).broadcast(from: operands[0].shape, to: type.shape)
            let runs = fixed.map { kernel, index in
                (kernel.bind([index == 1 ? first : results[0], inputs[index]], results), index)
            }
            return { memory in
                for (run, index) in runs {
                    let sofar = unsafe memory.raw(index == 1 ? 0 : operands.count)
                    unsafe withBases(sofar, memory.raw(index), memory.raw(operands.count), run)
                }
            }
        }
    }

    private func stretched(_ operand: Operand, to type: TensorType) throws(OperatorError) -> Operand {
        guard operand.type == type.type else { throw OperatorError("operands of different types") }
        return Operand(tensorType: type, constant: nil)
    }
}

/// Runs a step on three places.
private func withBases(
    _ a: UnsafeMutableRawPointer, _ b: UnsafeMutableRawPointer, _ out: UnsafeMutableRawPointer, _ run: Run
) {
    unsafe withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 3) { bases in
        unsafe bases.initialize(repeating: a)
        unsafe bases[1] = b
        unsafe bases[2] = out
        if let start = bases.baseAddress { unsafe run(Memory(bases: start)) }
    }
}
