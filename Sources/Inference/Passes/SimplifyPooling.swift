extension Graph {
    /// Pools that are cheaper in another form: a mean over a padded picture pads for itself, and a large maximum over
    /// the same operand as a small one (spatial pyramids) continues from the small one.
    mutating func simplifyPooling() {
        absorbPads()
        cascadeMaxima()
        dropUnused()
    }

    /// Zeros put around a picture by `Pad` count in the mean, so they are padding that counts.
    private mutating func absorbPads() {
        let makers = makers(), readers = readers()
        for index in nodes.indices {
            guard var average = nodes[index].operation as? AveragePool, let input = nodes[index].inputs[0],
                let maker = makers[input], let pad = nodes[maker].operation as? Pad, readers[input] == [index],
                !isOutput(input), average.pool.window.pads.allSatisfy({ $0 == 0 }), !average.pool.window.ceil,
                average.pool.window.autoPad == .notSet,
                let zeros = pad.zeros(nodes[maker].inputs.map { $0.flatMap { values[$0].constant } }),
                zeros.count == 8, zeros[0] == 0, zeros[1] == 0, zeros[4] == 0, zeros[5] == 0
            else { continue }
            average.pool.window.pads = [zeros[2], zeros[3], zeros[6], zeros[7]]
            average.pool.countsPadding = true
            nodes[index].operation = average
            nodes[index].inputs = [nodes[maker].inputs[0]]
        }
    }

    private mutating func cascadeMaxima() {
        var bySource: [Int: [(size: Int, node: Int)]] = [:]
        for (index, node) in nodes.enumerated() {
            guard let pool = node.operation as? MaxPool, let size = pool.centeredSquare, let input = node.inputs[0],
                node.outputs.first != nil
            else { continue }
            bySource[input, default: []].append((size, index))
        }
        for pools in bySource.values where pools.count > 1 {
            let ordered = pools.sorted { $0.size < $1.size }
            for (smaller, larger) in zip(ordered, ordered.dropFirst())
            where larger.size > smaller.size && smaller.node < larger.node {
                nodes[larger.node].operation = MaxPool(centeredSquare: larger.size - smaller.size + 1)
                nodes[larger.node].inputs = [nodes[smaller.node].outputs[0]]
            }
        }
    }
}
