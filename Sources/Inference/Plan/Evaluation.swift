/// Runs single nodes on tensors: for folding, and for what cannot be planned.
enum Evaluation {
    /// The results of a node if they can be had now: it says so itself, or all its operands are known.
    static func known(
        _ node: Graph.Node, _ operands: [Operand?], _ prepared: Prepared, _ limits: Model.Limits
    ) throws(OperatorError) -> [Tensor]? {
        if case .constants(let tensors) = prepared { return tensors }
        guard operands.allSatisfy({ $0.map { $0.constant != nil } ?? true }), !operands.isEmpty else { return nil }
        return try run(node, operands.map { $0?.constant }, limits)
    }

    /// What the node makes of these tensors.
    static func run(
        _ node: Graph.Node, _ inputs: [Tensor?], _ limits: Model.Limits
    ) throws(OperatorError) -> [Tensor] {
        let operands = inputs.map { tensor in
            tensor.map { Operand(tensorType: TensorType(type: $0.type, shape: $0.shape), constant: $0) }
        }
        let prepared = try node.operation.prepare(operands)
        if case .constants(let tensors) = prepared { return tensors }
        var budget = PlanBudget()
        try budget.add(prepared, limits)
        let shapes = ShapedGraph(single: node, operands, prepared, limits: limits)
        let plan: Plan
        do { plan = try Plan(shapes, limits: limits) } catch { throw OperatorError(error.reason) }
        do { return try plan.run(inputs.compactMap { $0 }) } catch { throw OperatorError("\(error)") }
    }
}

/// Nodes that run after the planned steps, one by one, because their shapes depend on numbers.
struct LateNodes {
    let nodes: [Graph.Node]
    /// Where planned operands lie.
    let sources: [Int: Plan.Source]
    let constants: [Int: Tensor]
    let limits: Model.Limits

    /// Those of all values found that are outputs, by number. What no later node reads is let go at once, and what is
    /// alive together is held against the limit.
    func run(
        outputs: Set<Int>, _ copied: (Plan.Source) -> Tensor
    ) throws(InferenceError) -> [Int: Tensor] {
        var found = constants
        for (value, source) in sources { found[value] = copied(source) }
        let lastReaders = lastReaders
        for (index, node) in nodes.enumerated() {
            let results: [Tensor]
            do {
                results = try Evaluation.run(node, node.inputs.map { $0.flatMap { found[$0] } }, limits)
            } catch {
                throw .failed(node: node.name, reason: error.reason)
            }
            for (output, tensor) in zip(node.outputs, results) {
                if let output { found[output] = tensor }
            }
            guard node.outputs.dropFirst(results.count).allSatisfy({ $0.map { !isRead($0, outputs) } ?? true }) else {
                throw .failed(node: node.name, reason: "a result that is not supported is read")
            }
            for case let value? in node.inputs + node.outputs
            where lastReaders[value, default: index] <= index && !outputs.contains(value) { found[value] = nil }
            let bytes = found.values.reduce(0) { $0 + $1.storage.byteCount }
            guard bytes <= limits.arenaBytes else {
                throw .tooLarge(reason: "\(bytes) bytes at node \(node.name), the limit is \(limits.arenaBytes)")
            }
        }
        return found
    }

    private func isRead(_ value: Int, _ outputs: Set<Int>) -> Bool {
        outputs.contains(value) || nodes.contains { $0.inputs.contains(value) }
    }

    /// For each value the last node that reads it.
    private var lastReaders: [Int: Int] {
        var last: [Int: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for case let input? in node.inputs { last[input] = index }
        }
        return last
    }
}
