extension Graph {
    /// Computes in single floats where a model's weights are halves: halves save disk, not time, on processors that
    /// compute in single floats. Operands and results keep the types that the model declares.
    mutating func promoteHalves() {
        guard values.contains(where: { $0.constant?.type == .float16 }) else { return }
        for index in values.indices {
            guard let constant = values[index].constant, constant.type == .float16 else { continue }
            let numbers = constant.elements(of: Float16.self).map { Float($0) }
            values[index].constant = Tensor(numbers, shape: constant.shape)
        }
        for index in nodes.indices {
            if let cast = nodes[index].operation as? Cast, cast.isToHalf { nodes[index].operation = Cast(to: .float32) }
        }
        widenInputs()
        narrowOutputs()
    }

    private mutating func widenInputs() {
        var casts: [Node] = []
        for input in inputs where input.info.type == .float16 {
            let wide = addValue(input.info.name)
            replaceReaders(of: input.value, by: wide)
            casts.append(cast(input.value, to: wide, .float32))
        }
        nodes = casts + nodes
    }

    private mutating func narrowOutputs() {
        for output in outputs where output.info.type == .float16 {
            guard let maker = nodes.firstIndex(where: { $0.outputs.contains(output.value) }) else { continue }
            let wide = addValue(output.info.name)
            nodes[maker].outputs = nodes[maker].outputs.map { $0 == output.value ? wide : $0 }
            replaceReaders(of: output.value, by: wide)
            nodes.append(cast(wide, to: output.value, .float16))
        }
    }

    private mutating func replaceReaders(of value: Int, by other: Int) {
        for index in nodes.indices { nodes[index].inputs = nodes[index].inputs.map { $0 == value ? other : $0 } }
    }

    private func cast(_ from: Int, to value: Int, _ type: ElementType) -> Node {
        Node(
            name: "cast of \(values[from].name)", kind: "Cast", operation: Cast(to: type), inputs: [from],
            outputs: [value])
    }
}
