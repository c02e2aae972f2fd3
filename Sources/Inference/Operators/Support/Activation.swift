import CKernels

/// What is applied to each number of a result; the kernels know how.
struct Activation: Sendable, Equatable {
    let kind: net_activation
    var alpha: Float = 0
    var beta: Float = 0

    static let none = clamp(-.infinity, .infinity)
    static let relu = clamp(0, .infinity)
    static func clamp(_ low: Float, _ high: Float) -> Activation {
        Activation(kind: NET_CLAMP, alpha: low, beta: high)
    }
    static let sigmoid = Activation(kind: NET_SIGMOID)
    static let silu = Activation(kind: NET_SILU)
    static let tanh = Activation(kind: NET_TANH)
    static let hardSwish = Activation(kind: NET_HARD_SWISH)
    static let gelu = Activation(kind: NET_GELU)
    static let mish = Activation(kind: NET_MISH)
    static let softplus = Activation(kind: NET_SOFTPLUS)

    var isNone: Bool { self == .none }

    /// Whether no result is below zero, whatever the operand is.
    var isNeverNegative: Bool {
        switch kind {
        case NET_CLAMP: alpha >= 0 && beta >= 0
        case NET_SIGMOID, NET_HARD_SIGMOID, NET_SOFTPLUS, NET_EXP, NET_SQRT: true
        default: false
        }
    }

    /// For listings.
    var name: String {
        switch kind {
        case NET_CLAMP: isNone ? "Identity" : self == .relu ? "Relu" : "Clip"
        case NET_LEAKY: "LeakyRelu"
        case NET_SIGMOID: "Sigmoid"
        case NET_SILU: "SiLU"
        case NET_HARD_SIGMOID: "HardSigmoid"
        case NET_HARD_SWISH: "HardSwish"
        case NET_TANH: "Tanh"
        case NET_GELU: "Gelu"
        case NET_MISH: "Mish"
        case NET_ELU: "Elu"
        case NET_SOFTPLUS: "Softplus"
        case NET_EXP: "Exp"
        case NET_ERF: "Erf"
        default: "Sqrt"
        }
    }
}

/// An operator that is an activation, perhaps depending on constant operands.
protocol ActivationOperator: Operator {
    /// nil where an operand that it needs is not known.
    func activation(of node: Graph.Node, in graph: Graph) -> Activation?
}

/// An activation that a pass put together.
struct ActivationNode: ActivationOperator {
    let activation: Activation

    init(activation: Activation) { self.activation = activation }
    init(_ attributes: Attributes) throws(OperatorError) { throw OperatorError("not in any file") }

    func activation(of node: Graph.Node, in graph: Graph) -> Activation? { activation }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        try elementwise(operands.required(0), activation)
    }
}

/// A kernel that applies an activation to each float of an operand, in whatever order it lies.
func elementwise(_ operand: Operand, _ activation: Activation) throws(OperatorError) -> Prepared {
    guard operand.type == .float32 else { throw OperatorError("\(operand.type) is not supported here") }
    let type = operand.tensorType
    return .kernel(
        Kernel(results: [type], demands: [.any], order: .like(0)) { inputs, results in
            let walk = Walk(type.shape, [inputs[0] ?? results[0], results[0]])
            let level = net_best_level()
            let (inStep, outStep) = (walk.steps[0], walk.steps[1])
            return { memory in
                let input = unsafe memory.pointer(0, as: Float.self), output = unsafe memory.pointer(1, as: Float.self)
                unsafe walk.forEach { starts in
                    unsafe net_activate(
                        level, activation.kind, activation.alpha, activation.beta, input + starts[0], inStep,
                        output + starts[1], outStep, walk.count)
                }
            }
        })
}
