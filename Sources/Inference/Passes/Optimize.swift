extension Graph {
    /// What can be done before any input's shape is known. Each pass leaves a graph that means the same.
    mutating func optimize(limits: Model.Limits) throws(NodeError) {
        takeConstants()
        expandQuantizedOperators()
        fuseQuantization(limits: limits)
        try foldConstants(limits: limits)
        promoteHalves()
        recognizeActivations()
        foldIntoConvolutions()
        simplifyPooling()
        fuseActivations()
        quantizeParts()
        fuseByteResults()
        try packConvolutions(limits: limits)
        dropUnused()
    }

    /// Constants that the file has as nodes, as scales of quantisers often are.
    private mutating func takeConstants() {
        for node in nodes {
            guard let constant = node.operation as? Constant, let output = node.outputs.first ?? nil else { continue }
            values[output].constant = constant.value
        }
        dropUnused()
    }

    /// Evaluates nodes whose operands are all known.
    private mutating func foldConstants(limits: Model.Limits) throws(NodeError) {
        var bytes = 0
        for node in nodes where node.inputs.allSatisfy({ $0.map { values[$0].constant != nil } ?? true }) {
            let inputs = node.inputs.map { $0.flatMap { values[$0].constant } }
            let results: [Tensor]
            do { results = try Evaluation.run(node, inputs, limits) } catch {
                throw NodeError(node: node.name, reason: error.reason)
            }
            for (output, tensor) in zip(node.outputs, results) {
                if let output { values[output].constant = tensor }
                bytes += tensor.storage.byteCount
            }
            guard bytes <= limits.constantBytes else {
                throw NodeError(node: node.name, reason: "more than \(limits.constantBytes) bytes of folded numbers")
            }
        }
        dropUnused()
    }
}
