/// What a model is, for people and for `vedette model inspect`.
package struct ModelInspection: Sendable {
    package struct Count: Sendable, Equatable {
        package let name: String
        package let count: Int
    }

    package let path: String
    package let producer: String
    package let opset: Int
    package let inputs: [ValueInfo]
    package let outputs: [ValueInfo]
    package let metadata: [String: String]
    /// Operators of the file, most frequent first.
    package let operators: [Count]
    /// Operators of the plan after folding and fusing, most frequent first; empty where dimensions are dynamic.
    package let steps: [Count]
    /// Numbers in the weights.
    package let parameters: Int
    /// Multiplications with addition of one run; nil where dimensions are dynamic.
    package let multiplyAdds: Int?
    /// Bytes of working memory of one session; nil where dimensions are dynamic.
    package let workingBytes: Int?

    package init(_ model: Model) {
        path = model.path
        producer = model.producer
        opset = model.opset
        inputs = model.inputs
        outputs = model.outputs
        metadata = model.metadata
        operators = ModelInspection.counted(model.original.map { ($0.key, $0.value) })
        parameters = model.parameters
        let plan = model.staticPlan()
        var kinds: [String: Int] = [:]
        for step in plan?.steps ?? [] { kinds[step.kind, default: 0] += 1 }
        steps = ModelInspection.counted(kinds.map { ($0.key, $0.value) })
        multiplyAdds = plan?.steps.reduce(0) { $0 + $1.multiplyAdds }
        workingBytes = plan?.workingBytes
    }

    private static func counted(_ pairs: [(String, Int)]) -> [Count] {
        pairs.map { Count(name: $0.0, count: $0.1) }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}

extension Model {
    /// The plan for the declared shapes, where all of them are fixed.
    func staticPlan() -> Plan? {
        var types: [TensorType] = []
        for input in inputs {
            let shape = input.shape.compactMap { $0 }
            guard shape.count == input.shape.count else { return nil }
            types.append(TensorType(type: input.type, shape: shape))
        }
        return try? Plan(graph, inputTypes: types, limits: limits)
    }
}

/// What this version can run: the registry's names, for documentation and errors.
package enum OperatorCatalog {
    package static var names: [String] {
        OperatorRegistry.entries.map { $0.domain.isEmpty ? $0.name : $0.domain + "." + $0.name }.sorted()
    }
}
