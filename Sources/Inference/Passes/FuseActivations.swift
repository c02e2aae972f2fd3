extension Graph {
    /// Lets a convolution apply the activation that follows it, while its sums are still in registers.
    mutating func fuseActivations() {
        let readers = readers()
        for index in nodes.indices {
            guard var conv = nodes[index].operation as? any FusingConvolution, conv.activation.isNone,
                let output = nodes[index].outputs.first ?? nil, !isOutput(output), readers[output].count == 1,
                let activation = (nodes[readers[output][0]].operation as? any ActivationOperator)?.activation(
                    of: nodes[readers[output][0]], in: self)
            else { continue }
            let next = readers[output][0]
            conv.activation = activation
            nodes[index].operation = conv
            nodes[index].outputs = nodes[next].outputs
            nodes[next].outputs = nodes[next].outputs.map { _ in nil }
        }
        dropUnused()
    }

    /// Lets a convolution add the tensor that is added to its result, and apply the activation that follows; then perhaps bytes
    /// are all that is read of it. Returns whether anything changed. Needs shapes: an addition that broadcasts stays as it is.
    mutating func fuseResiduals(types: [TensorType?], constants: [Tensor?]) -> Bool {
        let readers = readers()
        let makers = makers()
        var changed = false
        for (index, node) in nodes.enumerated() where node.kind == "Add" {
            for (sum, other) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
                guard let sum, let other, sum != other, let maker = makers[sum], !isOutput(sum),
                    readers[sum] == [index], constants[other] == nil, types[sum] == types[other], types[sum] != nil,
                    var conv = nodes[maker].operation as? any FusingConvolution, conv.isPacked, conv.addition == .none
                else { continue }
                var outputs = node.outputs
                conv.addition = conv.activation.isNone ? .before : .after
                if conv.addition == .before, let output = outputs.first ?? nil, !isOutput(output),
                    readers[output].count == 1, let next = readers[output].first,
                    let activation = (nodes[next].operation as? any ActivationOperator)?.activation(
                        of: nodes[next], in: self)
                {
                    conv.activation = activation
                    outputs = nodes[next].outputs
                    nodes[next].outputs = outputs.map { _ in nil }
                    nodes[next].inputs = []
                }
                // The convolution moves to where the addition was: there its second operand is ready.
                nodes[index] = Node(
                    name: nodes[maker].name, kind: "Conv", operation: conv,
                    inputs: [nodes[maker].inputs[0], other], outputs: outputs)
                nodes[maker].outputs = nodes[maker].outputs.map { _ in nil }
                nodes[maker].inputs = []
                changed = true
                break
            }
        }
        if changed { fuseByteResults() }
        return changed
    }
}
