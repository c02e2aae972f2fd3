import CKernels

/// `LeakyRelu`: x, or alpha * x where x is negative.
struct LeakyRelu: ActivationOperator {
    let activation: Activation

    init(_ attributes: Attributes) throws(OperatorError) {
        activation = Activation(kind: NET_LEAKY, alpha: attributes.float("alpha", default: 0.01))
    }

    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { activation }
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        try elementwise(operands.required(0), activation)
    }
}
