/// What the nodes of a plan come to together, held against the limits before anything is allocated for them.
struct PlanBudget {
    private var tableBytes = 0
    private var work = 0.0

    /// Throws where a node's results, or with it the whole, are more than a limit.
    mutating func add(_ prepared: Prepared, _ limits: Model.Limits) throws(OperatorError) {
        for type in prepared.types { try limits.check(type) }
        guard case .kernel(let kernel) = prepared else { return }
        tableBytes += kernel.tableBytes
        guard tableBytes <= limits.tableBytes else {
            throw OperatorError("more than \(limits.tableBytes) bytes of tables of indices")
        }
        work += max(kernel.work, Double(kernel.multiplyAdds))
        try limits.check(work: work)
    }
}

extension Model.Limits {
    /// Throws where a tensor of this type would be larger than one may be.
    func check(_ type: TensorType) throws(OperatorError) {
        guard type.rank <= Model.Limits.rank else { throw OperatorError("a result of \(type.rank) dimensions") }
        _ = try checkedCount(type.shape)
        guard let bound = boundingCount(type.shape), bound <= tensorBytes / type.type.size else {
            throw OperatorError("a tensor of shape \(type.shape), the limit is \(tensorBytes) bytes")
        }
    }

    /// Throws before a table of so many indices is made.
    func check(table count: Int) throws(OperatorError) {
        guard count <= tableBytes / MemoryLayout<Int32>.size else {
            throw OperatorError("a table of \(count) indices, the limit is \(tableBytes) bytes")
        }
    }

    /// Throws where so many elementary steps would seem to hang.
    func check(work steps: Double) throws(OperatorError) {
        guard steps <= Double(multiplyAdds) else { throw OperatorError("\(steps) steps, the limit is \(multiplyAdds)") }
    }
}
