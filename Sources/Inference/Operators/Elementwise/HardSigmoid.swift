import CKernels

/// `HardSigmoid`: min(max(alpha * x + beta, 0), 1).
struct HardSigmoid: UnaryOperator, ActivationOperator, GatedActivation {
    private let alpha: Float
    private let beta: Float

    init(_ attributes: Attributes) throws(OperatorError) {
        alpha = attributes.float("alpha", default: 0.2)
        beta = attributes.float("beta", default: 0.5)
    }

    var kernel: Activation? { Activation(kind: NET_HARD_SIGMOID, alpha: alpha, beta: beta) }
    var whenMultiplied: Activation? { abs(alpha - 1 / 6) < 1e-6 && beta == 0.5 ? .hardSwish : nil }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { min(max(Double(alpha) * x + Double(beta), 0), 1) }
}
