/// `HardSwish`: x * min(max(x / 6 + 1/2, 0), 1).
struct HardSwish: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { .hardSwish }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { x * min(max(x / 6 + 0.5, 0), 1) }
}
