/// A checked ONNX graph: values by number, nodes in an order in which each finds its operands ready.
struct Graph: Sendable {
    struct Value: Sendable {
        let name: String
        /// Known from the start: an initialiser, or what folding found.
        var constant: Tensor?
    }

    struct Node: Sendable {
        let name: String
        /// As the registry names it.
        let kind: String
        var operation: any Operator
        /// nil: an optional operand that is not there.
        var inputs: [Int?]
        var outputs: [Int?]
    }

    var values: [Value] = []
    var nodes: [Node] = []
    var inputs: [(value: Int, info: ValueInfo)] = []
    var outputs: [(value: Int, info: ValueInfo)] = []
}

extension Graph {
    mutating func addValue(_ name: String, constant: Tensor? = nil) -> Int {
        values.append(Value(name: name, constant: constant))
        return values.count - 1
    }

    /// For each value, the nodes that read it. A graph output is not counted.
    func readers() -> [[Int]] {
        var readers = [[Int]](repeating: [], count: values.count)
        for (index, node) in nodes.enumerated() {
            for case let input? in node.inputs where readers[input].last != index { readers[input].append(index) }
        }
        return readers
    }

    /// For each value, the node that makes it.
    func makers() -> [Int?] {
        var makers = [Int?](repeating: nil, count: values.count)
        for (index, node) in nodes.enumerated() {
            for case let output? in node.outputs { makers[output] = index }
        }
        return makers
    }

    func isOutput(_ value: Int) -> Bool { outputs.contains { $0.value == value } }

    /// Drops nodes that nothing needs, and those whose results are known.
    mutating func dropUnused() {
        var needed = [Bool](repeating: false, count: values.count)
        for output in outputs { needed[output.value] = true }
        var kept: [Node] = []
        for node in nodes.reversed() {
            let outputs = node.outputs.compactMap { $0 }
            guard outputs.contains(where: { needed[$0] && values[$0].constant == nil }) else { continue }
            for case let input? in node.inputs { needed[input] = true }
            kept.append(node)
        }
        nodes = kept.reversed()
        for index in values.indices where !needed[index] { values[index].constant = nil }
    }
}

/// A named input or output of a model.
package struct ValueInfo: Sendable, Equatable {
    package let name: String
    package let type: ElementType
    /// nil: a dynamic dimension.
    package let shape: [Int?]

    package init(name: String, type: ElementType, shape: [Int?]) {
        self.name = name
        self.type = type
        self.shape = shape
    }
}
