/// `Mean`: the mean of any number of operands.
struct Mean: Operator {
    private let sum: Sum

    init(_ attributes: Attributes) throws(OperatorError) { sum = try Sum(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let first = try operands.required(0)
        guard first.type == .float32 else { throw unsupported(first.type) }
        guard operands.count > 1, case .kernel(var kernel) = try sum.prepare(operands) else {
            return .views([.reshape(first, first.shape)])
        }
        let bind = kernel.bind, count = kernel.results[0].count, output = operands.count
        let factor = 1 / Float(operands.count)
        kernel.order = .rowMajor
        kernel.bind = { inputs, results in
            let run = bind(inputs, results)
            return { memory in
                run(memory)
                let numbers = unsafe memory.buffer(output, count: count, as: Float.self)
                for index in 0..<count { unsafe numbers[index] *= factor }
            }
        }
        return .kernel(kernel)
    }
}
