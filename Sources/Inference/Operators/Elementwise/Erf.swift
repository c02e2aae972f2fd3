import CKernels

/// `Erf`: the error function.
struct Erf: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { Activation(kind: NET_ERF) }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { Math.erf(x) }
}
