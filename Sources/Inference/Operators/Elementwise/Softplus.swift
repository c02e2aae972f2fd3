/// `Softplus`: ln(1 + e^x).
struct Softplus: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { .softplus }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { Math.log1p(Math.exp(-Swift.abs(x))) + max(x, 0) }
}
