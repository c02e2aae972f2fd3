extension Graph {
    /// Folds what follows a convolution and is linear for each channel into its weights: batch normalisation, and
    /// multiplication by or addition of a number for each channel.
    mutating func foldIntoConvolutions() {
        let readers = readers()
        for index in nodes.indices {
            while foldNext(into: index, readers) {}
        }
        dropUnused()
    }

    private mutating func foldNext(into index: Int, _ readers: [[Int]]) -> Bool {
        guard nodes[index].operation is Conv, let output = nodes[index].outputs.first ?? nil, !isOutput(output),
            readers[output].count == 1, let next = readers[output].first,
            nodes[index].inputs.count >= 2, let weightsValue = nodes[index].inputs[1],
            let weights = values[weightsValue].constant, weights.type == .float32, weights.shape.count > 2,
            let linear = channelwise(nodes[next], of: output, spatial: weights.shape.count - 2)
        else { return false }
        let channels = weights.shape[0]
        guard linear.scale.count == channels, linear.shift.count == channels else { return false }
        var bias = [Float](repeating: 0, count: channels)
        if nodes[index].inputs.count > 2, let biasValue = nodes[index].inputs[2] {
            guard let known = values[biasValue].constant, known.type == .float32, known.count == channels else {
                return false
            }
            bias = known.elements(of: Float.self)
        }
        let scaled = weights.scaled(by: linear.scale)
        let shifted = zip(zip(bias, linear.scale), linear.shift).map { $0.0 * $0.1 + $1 }
        let newWeights = addValue("", constant: scaled)
        let newBias = addValue("", constant: Tensor(shifted, shape: [channels]))
        nodes[index].inputs = [nodes[index].inputs[0], newWeights, newBias]
        nodes[index].outputs = nodes[next].outputs
        nodes[next].outputs = nodes[next].outputs.map { _ in nil }
        return true
    }

    /// The node as scale * x + shift for each channel, if it is that; `spatial` dimensions follow the channels.
    private func channelwise(
        _ node: Node, of operand: Int, spatial: Int
    ) -> (scale: [Float], shift: [Float])? {
        if let normalization = node.operation as? BatchNormalization, node.inputs.first == operand {
            let known = node.inputs.dropFirst().map { $0.flatMap { values[$0].constant } }
            return normalization.linear(known)
        }
        guard node.inputs.count == 2, node.kind == "Add" || node.kind == "Mul" else { return nil }
        let other = node.inputs[0] == operand ? node.inputs[1] : node.inputs[0]
        guard let other, other != operand, let constant = values[other].constant, constant.type == .float32,
            constant.shape.count > spatial, constant.shape.count <= spatial + 2,
            constant.shape.dropLast(spatial).last == constant.count
        else { return nil }
        let numbers = constant.elements(of: Float.self)
        return node.kind == "Add"
            ? (Array(repeating: 1, count: numbers.count), numbers)
            : (numbers, Array(repeating: 0, count: numbers.count))
    }
}

extension Tensor {
    /// Each slice along the first dimension times its factor.
    fileprivate func scaled(by factors: [Float]) -> Tensor {
        let size = count / max(factors.count, 1)
        let scaled = elements(of: Float.self).enumerated().map { $1 * factors[$0 / max(size, 1)] }
        return Tensor(scaled, shape: shape)
    }
}
