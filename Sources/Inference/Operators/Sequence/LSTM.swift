/// `LSTM`: long short-term memory, with input, output and forget gates and peepholes.
struct LSTM: Operator {
    private let recurrence: Recurrence
    private let couplesForget: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        recurrence = try Recurrence(attributes, gates: 4, functions: ["Sigmoid", "Tanh", "Tanh"])
        couplesForget = attributes.flag("input_forget")
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let hidden = recurrence.hidden
        return try recurrence.prepare(operands, cells: true) { weights in
            { direction, x, h, c in
                let (f, g, k) = (
                    recurrence.activation(direction, 0), recurrence.activation(direction, 1),
                    recurrence.activation(direction, 2)
                )
                let old = h, cells = c
                for unit in 0..<hidden {
                    func sum(_ gate: Int) -> Double {
                        weights.fromInput(direction, gate, unit, x) + weights.fromState(direction, gate, unit, old)
                    }
                    func peephole(_ gate: Int) -> Double { weights.p[(direction * 3 + gate) * hidden + unit] }
                    let input = f(sum(0) + peephole(0) * cells[unit])
                    let forget = couplesForget ? 1 - input : f(sum(2) + peephole(2) * cells[unit])
                    c[unit] = forget * cells[unit] + input * g(sum(3))
                    h[unit] = f(sum(1) + peephole(1) * c[unit]) * k(c[unit])
                }
            }
        }
    }
}
