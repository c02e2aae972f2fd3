import CKernels

/// `LeakyRelu`: x, or alpha * x below zero.
struct LeakyRelu: UnaryOperator, ActivationOperator {
    private let alpha: Float

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = attributes.float("alpha", default: 0.01)
    }

    var kernel: Activation? { Activation(kind: NET_LEAKY, alpha: alpha) }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { x < 0 ? Double(alpha) * x : x }
}
