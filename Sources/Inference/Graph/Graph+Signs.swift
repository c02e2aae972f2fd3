extension Graph {
    /// For each value, whether what makes it shows that none of its numbers is below zero, whatever the inputs are.
    func neverNegative() -> [Bool] {
        var found = [Bool](repeating: false, count: values.count)
        for node in nodes where isNeverNegative(node, found) {
            for case let output? in node.outputs { found[output] = true }
        }
        return found
    }

    private func isNeverNegative(_ node: Node, _ known: [Bool]) -> Bool {
        if let activation = (node.operation as? any ActivationOperator)?.activation(of: node, in: self) {
            return activation.isNeverNegative
        }
        func isKnown(_ operand: Int?) -> Bool { operand.map { known[$0] } ?? false }
        switch node.kind {
        case "Abs", "Softmax": return true
        case "DequantizeLinear": return byteScale(node)?.zero == 0
        case "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "Reshape", "Flatten", "Squeeze",
            "Unsqueeze", "Transpose", "Slice", "Split", "Identity":
            return node.inputs.first.map(isKnown) ?? false
        case "Resize": return (node.operation as? Resize)?.keepsSigns == true && isKnown(node.inputs[0])
        case "Concat", "Add", "Mul": return node.inputs.allSatisfy(isKnown)
        default: return false
        }
    }
}
