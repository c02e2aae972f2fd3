/// `Gelu`: x * (1 + erf(x / sqrt 2)) / 2, or its approximation by the hyperbolic tangent.
struct Gelu: UnaryOperator, ActivationOperator {
    private let isApproximate: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        isApproximate = attributes.string("approximate", default: "none") == "tanh"
    }

    var kernel: Activation? { isApproximate ? nil : .gelu }
    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { kernel }

    func apply(_ x: Double) -> Double {
        let part =
            isApproximate
            ? Math.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))
            : Math.erf(x / Double(2).squareRoot())
        return x * (1 + part) / 2
    }
}
