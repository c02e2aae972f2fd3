/// `Mish`: x * tanh(ln(1 + e^x)).
struct Mish: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { .mish }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { x * Math.tanh(Math.log1p(Math.exp(x))) }
}
