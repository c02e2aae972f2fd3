import CKernels

/// `Exp`: e^x.
struct Exp: ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    private let exponential = Activation(kind: NET_EXP)
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { exponential }
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        try elementwise(operands.required(0), exponential)
    }
}
