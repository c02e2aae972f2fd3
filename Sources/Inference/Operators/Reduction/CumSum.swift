/// `CumSum`: running sums along an axis.
struct CumSum: Operator {
    private let isExclusive: Bool
    private let isReversed: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        isExclusive = attributes.flag("exclusive")
        isReversed = attributes.flag("reverse")
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let axis = try operands.known(1).integers().first, let number = input.type.number else {
            throw unsupported(input.type)
        }
        return .kernel(sums(input, try normalizedAxis(axis, rank: input.rank), number))
    }

    private func sums<T: NumberElement>(_ input: Operand, _ axis: Int, _: T.Type) -> Kernel {
        let lines = Lines(input.shape, axis: axis)
        return Kernel(results: [input.tensorType]) { _, _ in
            { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(2, as: T.self)
                lines.forEach { _, start in
                    var sum = 0.0
                    for step in 0..<lines.count {
                        let place = start + (isReversed ? lines.count - 1 - step : step) * lines.step
                        let next = unsafe from[place].asDouble
                        unsafe to[place] = T(rounding: isExclusive ? sum : sum + next)
                        sum += next
                    }
                }
            }
        }
    }
}
