import CKernels

/// `Elu`: x, or alpha * (e^x - 1) below zero.
struct Elu: UnaryOperator, ActivationOperator {
    private let alpha: Float

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = attributes.float("alpha", default: 1)
    }

    var kernel: Activation? { Activation(kind: NET_ELU, alpha: alpha) }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { x < 0 ? Double(alpha) * Math.expm1(x) : x }
}
