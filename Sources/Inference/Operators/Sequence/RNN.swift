/// `RNN`: a plain recurrent layer.
struct RNN: Operator {
    private let recurrence: Recurrence

    init(_ attributes: Attributes) throws(OperatorError) {
        recurrence = try Recurrence(attributes, gates: 1, functions: ["Tanh"])
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let hidden = recurrence.hidden
        return try recurrence.prepare(operands, cells: false) { weights in
            { direction, x, h, _ in
                let f = recurrence.activation(direction, 0), old = h
                for unit in 0..<hidden {
                    h[unit] = f(weights.fromInput(direction, 0, unit, x) + weights.fromState(direction, 0, unit, old))
                }
            }
        }
    }
}
