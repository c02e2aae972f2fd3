extension Graph {
    /// Finds activations that exporters write as several nodes: x * Sigmoid(x) is SiLU, and so on.
    mutating func recognizeActivations() {
        let readers = readers()
        let makers = makers()
        for (index, node) in nodes.enumerated() where node.kind == "Mul" && node.inputs.count == 2 {
            for (gate, input) in [(node.inputs[1], node.inputs[0]), (node.inputs[0], node.inputs[1])] {
                guard let gate, let input, let maker = makers[gate], !isOutput(gate), readers[gate] == [index],
                    let gated = (nodes[maker].operation as? any GatedActivation)?.whenMultiplied,
                    let source = nodes[maker].inputs.first, source == input
                else { continue }
                nodes[index] = Node(
                    name: node.name, kind: gated.name, operation: ActivationNode(activation: gated),
                    inputs: [input], outputs: node.outputs)
                break
            }
        }
        dropUnused()
    }
}

/// An activation that exporters multiply with its own operand to write another one.
protocol GatedActivation {
    /// The activation that x * self(x) is, where it has a name.
    var whenMultiplied: Activation? { get }
}
