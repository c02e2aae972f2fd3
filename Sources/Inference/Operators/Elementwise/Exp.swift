import CKernels

/// `Exp`: e^x.
struct Exp: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { Activation(kind: NET_EXP) }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { Math.exp(x) }
}
