/// A graph with the types, shapes and, where they do not depend on the run, the numbers of its values.
struct ShapedGraph {
    private(set) var graph: Graph
    private(set) var types: [TensorType?]
    private(set) var constants: [Tensor?]
    /// For each node what it will do; nil where that is not known before the run, or not needed.
    private(set) var prepared: [Prepared?]
    /// For each node, whether an output depends on it.
    private(set) var isNeeded: [Bool] = []
    private let limits: Model.Limits
    /// Of the numbers found here.
    private var foundBytes = 0
    private var budget = PlanBudget()

    init(_ graph: Graph, inputTypes: [TensorType], limits: Model.Limits) {
        self.graph = graph
        self.limits = limits
        constants = graph.values.map(\.constant)
        types = graph.values.map { $0.constant.map { TensorType(type: $0.type, shape: $0.shape) } }
        for (input, type) in zip(graph.inputs, inputTypes) { types[input.value] = type }
        prepared = Array(repeating: nil, count: graph.nodes.count)
    }

    /// A node by itself, whose preparation is known; its operands are the graph's inputs, constant or not.
    init(single node: Graph.Node, _ operands: [Operand?], _ prepared: Prepared, limits: Model.Limits) {
        var graph = Graph()
        var types: [TensorType?] = []
        var inputs: [Int?] = []
        for operand in operands {
            guard let operand else { inputs.append(nil); continue }
            let value = graph.addValue("")
            types.append(operand.tensorType)
            inputs.append(value)
            graph.inputs.append((value, ValueInfo(name: "", type: operand.type, shape: operand.shape)))
        }
        var outputs: [Int?] = []
        for type in prepared.types {
            let value = graph.addValue("")
            types.append(type)
            outputs.append(value)
            graph.outputs.append((value, ValueInfo(name: "", type: type.type, shape: type.shape)))
        }
        var single = node
        single.inputs = inputs
        single.outputs = outputs
        graph.nodes = [single]
        self.graph = graph
        self.limits = limits
        self.types = types
        constants = Array(repeating: nil, count: graph.values.count)
        self.prepared = [prepared]
        isNeeded = [true]
    }

    /// Whether all results of a node are known numbers.
    func isKnown(_ node: Graph.Node) -> Bool { node.outputs.allSatisfy { $0.map { constants[$0] != nil } ?? true } }

    func operands(of node: Graph.Node) -> [Operand?]? {
        var operands: [Operand?] = []
        for input in node.inputs {
            guard let input else { operands.append(nil); continue }
            guard let type = types[input] else { return nil }
            operands.append(Operand(tensorType: type, constant: constants[input]))
        }
        return operands
    }

    mutating func infer() throws(NodeError) {
        for input in graph.inputs {
            guard let type = types[input.value] else { continue }
            do { try limits.check(type) } catch {
                throw NodeError(node: "input \(input.info.name)", reason: error.reason)
            }
        }
        for index in graph.nodes.indices { try infer(index) }
        if fuseAdditions() {
            prepared = Array(repeating: nil, count: graph.nodes.count)
            budget = PlanBudget()
            for index in graph.nodes.indices { try infer(index) }
        }
        try dropUnused()
    }

    private mutating func infer(_ index: Int) throws(NodeError) {
        let node = graph.nodes[index]
        guard !isKnown(node), let operands = operands(of: node) else { return }
        do {
            let result = try node.operation.prepare(operands)
            if let known = try Evaluation.known(node, operands, result, limits) {
                for (output, tensor) in zip(node.outputs, known) { try setConstant(output, tensor) }
                return
            }
            try budget.add(result, limits)
            prepared[index] = result
            for (output, type) in zip(node.outputs, result.types) {
                if let output { types[output] = type }
            }
        } catch {
            guard error.needed.isEmpty else { return }
            throw NodeError(node: node.name, reason: error.reason)
        }
    }

    private mutating func setConstant(_ value: Int?, _ tensor: Tensor) throws(OperatorError) {
        guard let value else { return }
        foundBytes += tensor.storage.byteCount
        guard foundBytes <= limits.constantBytes else {
            throw OperatorError("more than \(limits.constantBytes) bytes of numbers found beforehand")
        }
        constants[value] = tensor
        types[value] = TensorType(type: tensor.type, shape: tensor.shape)
    }

    /// Forgets what is prepared for nodes that no output needs.
    private mutating func dropUnused() throws(NodeError) {
        var needed = [Bool](repeating: false, count: graph.values.count)
        for output in graph.outputs { needed[output.value] = true }
        isNeeded = Array(repeating: false, count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated().reversed() {
            isNeeded[index] = node.outputs.contains { $0.map { needed[$0] && constants[$0] == nil } ?? false }
            if isNeeded[index] {
                if prepared[index] != nil,
                    node.outputs.contains(where: { $0.map { needed[$0] && types[$0] == nil } ?? false })
                {
                    throw NodeError(node: node.name, reason: "a result that is not supported is read")
                }
                for case let input? in node.inputs { needed[input] = true }
            } else {
                prepared[index] = nil
            }
        }
    }

    private mutating func fuseAdditions() -> Bool { graph.fuseResiduals(types: types, constants: constants) }
}

extension Prepared {
    var types: [TensorType] {
        switch self {
        case .constants(let tensors): tensors.map { TensorType(type: $0.type, shape: $0.shape) }
        case .views(let views): views.map(\.result)
        case .join(let type, _): [type]
        case .kernel(let kernel): kernel.results
        }
    }
}
