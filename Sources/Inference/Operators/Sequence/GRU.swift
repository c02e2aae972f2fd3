/// `GRU`: a gated recurrent unit.
struct GRU: Operator {
    private let recurrence: Recurrence
    private let resetsAfter: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        recurrence = try Recurrence(attributes, gates: 3, functions: ["Sigmoid", "Tanh"])
        resetsAfter = attributes.flag("linear_before_reset")
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let hidden = recurrence.hidden
        return try recurrence.prepare(operands, cells: false) { weights in
            { direction, x, h, _ in
                let f = recurrence.activation(direction, 0), g = recurrence.activation(direction, 1)
                let old = h
                func gate(_ gate: Int) -> [Double] {
                    (0..<hidden).map { unit in
                        f(weights.fromInput(direction, gate, unit, x) + weights.fromState(direction, gate, unit, old))
                    }
                }
                let update = gate(0), reset = gate(1)
                let partial = zip(reset, old).map { $0 * $1 }
                for unit in 0..<hidden {
                    let recurrent =
                        resetsAfter
                        ? reset[unit] * weights.fromState(direction, 2, unit, old)
                        : weights.fromState(direction, 2, unit, partial)
                    let candidate = g(weights.fromInput(direction, 2, unit, x) + recurrent)
                    h[unit] = (1 - update[unit]) * candidate + update[unit] * old[unit]
                }
            }
        }
    }
}
