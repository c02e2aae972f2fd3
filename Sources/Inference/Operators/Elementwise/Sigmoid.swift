/// `Sigmoid`: 1 / (1 + e^-x).
struct Sigmoid: UnaryOperator, ActivationOperator, GatedActivation {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { .sigmoid }
    var whenMultiplied: Activation? { .silu }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { 1 / (1 + Math.exp(-x)) }
}
