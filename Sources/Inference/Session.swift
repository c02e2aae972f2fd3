/// One worker's view of a model: working memory, and a plan for each combination of input shapes that came so far.
/// Not for use from two threads at once; a model may have many sessions.
package final class Session {
    /// Plans kept; the one that was not used for longest goes first.
    static let plans = 4

    package let model: Model
    private var plans: [Plan] = []

    package init(_ model: Model) { self.model = model }

    /// Runs the network. Results are fresh tensors, but reuse memory of earlier results that nobody holds any more.
    package func run(_ inputs: [String: Tensor]) throws(InferenceError) -> [String: Tensor] {
        let operands = try ordered(inputs)
        let results = try plan(for: operands.map { TensorType(type: $0.type, shape: $0.shape) }).run(operands)
        var named: [String: Tensor] = [:]
        for (output, tensor) in zip(model.graph.outputs, results) { named[output.info.name] = tensor }
        return named
    }

    /// One step of a plan, and the shortest time that it took.
    package struct StepTime: Sendable {
        package let node: String
        package let kind: String
        /// A few words on shapes.
        package let detail: String
        /// 0 where they are not what the time goes to.
        package let multiplyAdds: Int
        package let nanoseconds: Int64
    }

    /// Runs the planned steps some times and says how long each takes at best: where the time of a model goes.
    package func profile(_ inputs: [String: Tensor], runs: Int) throws(InferenceError) -> [StepTime] {
        let operands = try ordered(inputs)
        let plan = try plan(for: operands.map { TensorType(type: $0.type, shape: $0.shape) })
        return zip(plan.steps, plan.profile(operands, runs: runs)).map { step, time in
            StepTime(
                node: step.node, kind: step.kind, detail: step.detail, multiplyAdds: step.multiplyAdds,
                nanoseconds: time)
        }
    }

    private func ordered(_ inputs: [String: Tensor]) throws(InferenceError) -> [Tensor] {
        var operands: [Tensor] = []
        for info in model.inputs {
            guard let tensor = inputs[info.name] else { throw .missingInput(info.name) }
            try check(tensor, against: info)
            operands.append(tensor)
        }
        if inputs.count > operands.count {
            let known = Set(model.inputs.map(\.name))
            throw .unknownInput(inputs.keys.filter { !known.contains($0) }.sorted().first ?? "")
        }
        return operands
    }

    private func check(_ tensor: Tensor, against info: ValueInfo) throws(InferenceError) {
        guard tensor.type == info.type else {
            throw .mismatchedInput(info.name, reason: "\(tensor.type) where \(info.type) is expected")
        }
        let fits =
            tensor.shape.count == info.shape.count
            && zip(tensor.shape, info.shape).allSatisfy { $1 == nil || $0 == $1 }
        guard fits || info.shape.isEmpty else {
            let expected = info.shape.map { $0.map(String.init) ?? "any" }.joined(separator: " x ")
            throw .mismatchedInput(info.name, reason: "shape \(tensor.shape) where \(expected) is expected")
        }
    }

    private func plan(for types: [TensorType]) throws(InferenceError) -> Plan {
        if let index = plans.firstIndex(where: { $0.inputTypes == types }) {
            if index > 0 { plans.insert(plans.remove(at: index), at: 0) }
            return plans[0]
        }
        let plan: Plan
        do { plan = try Plan(model.graph, inputTypes: types, limits: model.limits) } catch {
            throw .failed(node: error.node, reason: error.reason)
        }
        plans.insert(plan, at: 0)
        if plans.count > Session.plans { plans.removeLast() }
        return plan
    }
}
