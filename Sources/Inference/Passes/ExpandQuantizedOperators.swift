extension Graph {
    /// Writes convolutions of the standard's quantised operator as what they mean: dequantised operands, a convolution,
    /// a quantised result. So both ways in which exporters write bytes take the same, fast path.
    mutating func expandQuantizedOperators() {
        var expanded: [Node] = []
        for node in nodes {
            guard let conv = node.operation as? QLinearConv, let parts = parts(of: node, conv) else {
                expanded.append(node)
                continue
            }
            expanded += parts
        }
        nodes = expanded
    }

    /// nil where a scale, a zero point or the bias is not known beforehand.
    private mutating func parts(of node: Node, _ conv: QLinearConv) -> [Node]? {
        let known = node.inputs.map { $0.flatMap { values[$0].constant } }
        guard node.inputs.count >= 8, let input = node.inputs[0], let weights = node.inputs[3],
            let shape = known[3]?.shape, shape.count > 2, [1, 2, 4, 5, 6, 7].allSatisfy({ known[$0] != nil }),
            let inputScale = known[1]?.doubles(), inputScale.count == 1, let scales = known[4]?.doubles(),
            scales.count == 1 || scales.count == shape[0]
        else { return nil }
        var bias: Int?
        if node.inputs.count > 8, node.inputs[8] != nil {
            guard let sums = known[8], sums.type == .int32, sums.shape == [shape[0]] else { return nil }
            let numbers = sums.doubles().enumerated().map { channel, sum in
                Float(sum * inputScale[0] * scales[scales.count == 1 ? 0 : channel])
            }
            bias = addValue("", constant: Tensor(numbers, shape: [numbers.count]))
        }
        let floats = addValue(""), floatWeights = addValue(""), result = addValue("")
        func part(_ kind: String, _ operation: any Operator, _ inputs: [Int?], _ outputs: [Int?]) -> Node {
            Node(name: node.name, kind: kind, operation: operation, inputs: inputs, outputs: outputs)
        }
        return [
            part("DequantizeLinear", DequantizeLinear(axis: 1), [input, node.inputs[1], node.inputs[2]], [floats]),
            part(
                "DequantizeLinear", DequantizeLinear(axis: 0), [weights, node.inputs[4], node.inputs[5]],
                [floatWeights]),
            part(
                "Conv", conv.integers.ofFloats, [floats, floatWeights] + (bias.map { [$0] } ?? []), [result]),
            part("QuantizeLinear", QuantizeLinear(axis: 1), [result, node.inputs[6], node.inputs[7]], node.outputs),
        ]
    }
}
