/// What one run on given shapes comes to, found by planning alone.
package struct PlanSummary: Sendable {
    /// Of convolutions and matrix products.
    package let multiplyAdds: Int
    /// A session's working memory for these shapes.
    package let workingBytes: Int
    /// How many steps of each kind are left after folding and fusing.
    package let steps: [String: Int]
}

extension Model {
    /// Plans a run on inputs of these shapes, by the inputs' names.
    ///
    /// - Throws: ``InferenceError``, also where the plan would need more memory than the limit.
    package func planned(for shapes: [String: [Int]]) throws(InferenceError) -> PlanSummary {
        var types: [TensorType] = []
        for input in inputs {
            guard let shape = shapes[input.name] else { throw .missingInput(input.name) }
            types.append(TensorType(type: input.type, shape: shape))
        }
        let plan: Plan
        do { plan = try Plan(graph, inputTypes: types, limits: limits) } catch {
            throw .failed(node: error.node, reason: error.reason)
        }
        return PlanSummary(
            multiplyAdds: plan.steps.reduce(0) { $0 + $1.multiplyAdds }, workingBytes: plan.workingBytes,
            steps: plan.steps.reduce(into: [:]) { counts, step in counts[step.kind, default: 0] += 1 })
    }
}
