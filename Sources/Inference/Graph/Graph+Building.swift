extension Graph {
    /// Checks what the file says and puts its nodes in order. Every problem names its node.
    init(_ proto: GraphProto, opsets: [String: Int], file: FileBytes, limits: Model.Limits) throws(ModelError) {
        var builder = GraphBuilder(opsets: opsets, file: file, limits: limits)
        try builder.addInitializers(proto.initializers)
        try builder.addInputs(proto.inputs)
        try builder.addNodes(proto.nodes)
        try builder.addOutputs(proto.outputs)
        self = builder.graph
    }
}

private struct GraphBuilder {
    let opsets: [String: Int]
    let file: FileBytes
    let limits: Model.Limits
    var graph = Graph()
    var numbers: [String: Int] = [:]
    var constantBytes = 0

    init(opsets: [String: Int], file: FileBytes, limits: Model.Limits) {
        self.opsets = opsets
        self.file = file
        self.limits = limits
    }

    mutating func addInitializers(_ tensors: [TensorProto]) throws(ModelError) {
        for tensor in tensors {
            guard !tensor.name.isEmpty, numbers[tensor.name] == nil else {
                throw invalid("initialiser \(tensor.name)", "a name that is empty or taken")
            }
            let decoded = try tensor.decoded(from: file, limits: limits)
            try count(decoded.storage.byteCount)
            numbers[tensor.name] = graph.addValue(tensor.name, constant: decoded)
        }
    }

    private mutating func count(_ bytes: Int) throws(ModelError) {
        constantBytes += bytes
        guard constantBytes <= limits.constantBytes else {
            throw .tooLarge(path: file.path, reason: "more than \(limits.constantBytes) bytes of weights")
        }
    }

    /// Inputs that have an initialiser are defaults of old opsets: constants here.
    mutating func addInputs(_ infos: [ValueInfoProto]) throws(ModelError) {
        for info in infos where numbers[info.name] == nil {
            let value = graph.addValue(info.name)
            numbers[info.name] = value
            graph.inputs.append((value, try checked(info)))
        }
    }

    mutating func addOutputs(_ infos: [ValueInfoProto]) throws(ModelError) {
        guard !infos.isEmpty else { throw invalid("graph", "no outputs") }
        for info in infos {
            guard let value = numbers[info.name] else { throw invalid("graph", "output \(info.name) is never made") }
            guard !graph.isOutput(value) else { throw invalid("graph", "output \(info.name) twice") }
            graph.outputs.append((value, try checked(info)))
        }
    }

    private func checked(_ info: ValueInfoProto) throws(ModelError) -> ValueInfo {
        guard let code = info.elementType, let type = ElementType(rawValue: code) else {
            throw invalid(info.name, "not a tensor of a supported element type")
        }
        var shape: [Int?] = []
        for dimension in info.shape ?? [] {
            guard case .extent(let extent) = dimension else { shape.append(nil); continue }
            guard extent >= 0, extent <= Int64(limits.tensorBytes) else {
                throw invalid(info.name, "a dimension of \(extent)")
            }
            // Exporters write 0 for a dimension that they do not know.
            shape.append(extent == 0 ? nil : Int(extent))
        }
        guard shape.count <= Model.Limits.rank else { throw invalid(info.name, "\(shape.count) dimensions") }
        return ValueInfo(name: info.name, type: type, shape: shape)
    }

    mutating func addNodes(_ nodes: [NodeProto]) throws(ModelError) {
        guard nodes.count <= Model.Limits.nodes else {
            throw .tooLarge(path: file.path, reason: "\(nodes.count) nodes, the limit is \(Model.Limits.nodes)")
        }
        try refuseMissing(nodes)
        for node in try inOrder(nodes) { try add(node) }
    }

    private func refuseMissing(_ nodes: [NodeProto]) throws(ModelError) {
        var missing: Set<String> = []
        for node in nodes where OperatorRegistry.entry(for: node, opsets: opsets) == nil {
            let domain = node.domain.isEmpty ? "" : node.domain + "."
            missing.insert("\(domain)\(node.opType)-\(opsets[node.domain] ?? 0)")
        }
        guard missing.isEmpty else { throw .missingOperators(path: file.path, names: missing.sorted()) }
    }

    /// Kahn's algorithm: files should be ordered, but not all are; a cycle never becomes ready.
    private func inOrder(_ nodes: [NodeProto]) throws(ModelError) -> [NodeProto] {
        var makers: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for output in node.outputs where !output.isEmpty {
                guard makers[output] == nil, numbers[output] == nil else {
                    throw invalid(label(node), "\(output) is made twice")
                }
                makers[output] = index
            }
        }
        var waiting = [Int](repeating: 0, count: nodes.count)
        var readers = [[Int]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for input in node.inputs where !input.isEmpty && numbers[input] == nil {
                guard let maker = makers[input] else { throw invalid(label(node), "operand \(input) is never made") }
                waiting[index] += 1
                readers[maker].append(index)
            }
        }
        var ready = nodes.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < ready.count {
            for reader in readers[ready[next]] {
                waiting[reader] -= 1
                if waiting[reader] == 0 { ready.append(reader) }
            }
            next += 1
        }
        guard ready.count == nodes.count else {
            let stuck = nodes.indices.first { waiting[$0] > 0 } ?? 0
            throw invalid(label(nodes[stuck]), "is part of a cycle")
        }
        // Kahn's order is breadth first; the file's own, where it is one, keeps producers near their readers.
        return isOrdered(nodes) ? nodes : ready.map { nodes[$0] }
    }

    private func isOrdered(_ nodes: [NodeProto]) -> Bool {
        var made = Set(numbers.keys)
        for node in nodes {
            guard node.inputs.allSatisfy({ $0.isEmpty || made.contains($0) }) else { return false }
            made.formUnion(node.outputs)
        }
        return true
    }

    private mutating func add(_ node: NodeProto) throws(ModelError) {
        guard let entry = OperatorRegistry.entry(for: node, opsets: opsets) else { return }
        guard entry.operands.contains(node.inputs.count), (1...entry.results).contains(node.outputs.count) else {
            throw invalid(label(node), "\(node.inputs.count) operands and \(node.outputs.count) results")
        }
        let attributes = try Attributes(node, opset: opsets[node.domain] ?? opsets[""] ?? 1, file: file, limits: limits)
        try count(attributes.tensorBytes)
        let operation: any Operator
        do { operation = try entry.make(attributes) } catch { throw invalid(label(node), error.reason) }
        var outputs: [Int?] = []
        for name in node.outputs {
            let value = name.isEmpty ? nil : graph.addValue(name)
            if let value { numbers[name] = value }
            outputs.append(value)
        }
        graph.nodes.append(
            Graph.Node(
                name: label(node), kind: entry.name, operation: operation,
                inputs: node.inputs.map { $0.isEmpty ? nil : numbers[$0] }, outputs: outputs))
    }

    /// The node's own name, or what it makes.
    private func label(_ node: NodeProto) -> String {
        let name = node.name.isEmpty ? "making \(node.outputs.first ?? "nothing")" : node.name
        return "\(name) (\(node.opType))"
    }

    private func invalid(_ node: String, _ reason: String) -> ModelError {
        .invalid(path: file.path, node: node, reason: reason)
    }
}
