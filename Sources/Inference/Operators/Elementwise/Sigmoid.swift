/// `Sigmoid`: 1 / (1 + e^-x).
struct Sigmoid: ActivationOperator, GatedActivation {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var whenMultiplied: Activation? { .silu }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { .sigmoid }
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        try elementwise(operands.required(0), .sigmoid)
    }
}
