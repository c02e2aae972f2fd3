/// `Relu`: max(x, 0).
struct Relu: ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { .relu }
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        try elementwise(operands.required(0), .relu)
    }
}
