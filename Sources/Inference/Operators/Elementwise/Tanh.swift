/// `Tanh`: the hyperbolic tangent.
struct Tanh: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { .tanh }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { Math.tanh(x) }
}
