import CKernels

/// `Sqrt`: the square root.
struct Sqrt: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { Activation(kind: NET_SQRT) }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { x.squareRoot() }
}
