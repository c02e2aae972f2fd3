extension Graph {
    /// Quantises the parts of a concatenation instead of the whole: the same bytes, and convolutions that make a part can
    /// store them.
    mutating func quantizeParts() {
        let makers = makers(), readers = readers()
        var added: [Int: [Node]] = [:]
        for index in nodes.indices {
            guard let quantization = nodes[index].operation as? ByteQuantization, let whole = nodes[index].inputs[0],
                let join = makers[whole], nodes[join].operation is Concat, readers[whole] == [index], !isOutput(whole)
            else { continue }
            for place in nodes[join].inputs.indices {
                let part = addValue("")
                added[join, default: []].append(
                    Node(
                        name: nodes[index].name, kind: nodes[index].kind, operation: quantization,
                        inputs: [nodes[join].inputs[place]], outputs: [part]))
                nodes[join].inputs[place] = part
            }
            nodes[join].outputs = nodes[index].outputs
            nodes[index].outputs = nodes[index].outputs.map { _ in nil }
        }
        nodes = nodes.enumerated().flatMap { index, node in (added[index] ?? []) + [node] }
        dropUnused()
    }
}
