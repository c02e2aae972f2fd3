/// `Swish`: x * sigmoid(alpha * x).
struct Swish: UnaryOperator, ActivationOperator {
    private let alpha: Float

    init(_ attributes: Attributes) throws(OperatorError) { alpha = attributes.float("alpha", default: 1) }

    var kernel: Activation? { alpha == 1 ? .silu : nil }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { x / (1 + Math.exp(-Double(alpha) * x)) }
}
