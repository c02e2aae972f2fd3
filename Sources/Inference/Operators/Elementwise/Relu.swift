/// `Relu`: max(x, 0).
struct Relu: UnaryOperator, ActivationOperator {
    init(_ attributes: Attributes) throws(OperatorError) {}
    var kernel: Activation? { .relu }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }
    func apply(_ x: Double) -> Double { max(x, 0) }
    func apply(_ x: Int64) -> Int64? { max(x, 0) }
}
