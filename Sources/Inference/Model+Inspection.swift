/// What a model file says of itself, read without preparing it: also of a model that this version cannot run.
package struct ModelSummary: Sendable {
    /// One side of a shape as the file gives it.
    package enum Extent: Sendable, Equatable {
        case known(Int)
        /// A dynamic dimension; exporters give some of them names.
        case open(String)
    }

    /// An input or output.
    package struct Value: Sendable, Equatable {
        package let name: String
        package let type: String
        /// nil where even the rank is open.
        package let shape: [Extent]?
    }

    package let path: String
    /// Of the file, without external data.
    package let byteCount: Int
    package let irVersion: Int
    package let producer: String
    /// Version by domain; the standard's own domain is "".
    package let opsets: [String: Int]
    package let metadata: [String: String]
    package let inputs: [Value]
    package let outputs: [Value]
    /// How many nodes there are of each kind, those that this version lacks too.
    package let operators: [String: Int]
    /// The kinds that this version lacks, as `Domain.Name-version`.
    package let missing: [String]
    /// Elements of all stored tensors but those of 64-bit integers, which serve shapes and indices.
    package let parameters: Int
}

extension ModelSummary {
    /// - Throws: ``ModelError`` where the file is unreadable or damaged; a missing operator is no error here.
    package static func read(path: String) throws(ModelError) -> ModelSummary {
        try ModelSummary(try FileBytes(path: path, limit: Model.Limits().fileBytes))
    }

    /// Of a model that is part of this program.
    package static func read(embedded bytes: UnsafeRawBufferPointer, name: String) throws(ModelError) -> ModelSummary {
        unsafe try ModelSummary(FileBytes(embedded: bytes, name: name))
    }

    private init(_ file: FileBytes) throws(ModelError) {
        let proto = try ModelProto.read(file, 0..<file.count)
        guard let graph = proto.graph else {
            throw .malformed(path: file.path, reason: "there is no graph in it", offset: file.count)
        }
        path = file.path
        byteCount = file.count
        irVersion = Int(clamping: proto.irVersion)
        producer = [proto.producerName, proto.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
        opsets = proto.opsets
        metadata = proto.metadata
        let stored = Set(graph.initializers.map(\.name))
        inputs = graph.inputs.filter { !stored.contains($0.name) }.map(Value.init)
        outputs = graph.outputs.map(Value.init)
        operators = graph.nodes.reduce(into: [:]) { counts, node in counts[node.kind, default: 0] += 1 }
        let missing = graph.nodes.filter { OperatorRegistry.entry(for: $0, opsets: proto.opsets) == nil }
        self.missing = Set(missing.map { "\($0.kind)-\(proto.opsets[$0.domain] ?? 0)" }).sorted()
        parameters = graph.parameters
    }
}

extension ModelSummary.Value {
    fileprivate init(_ info: ValueInfoProto) {
        name = info.name
        type =
            switch info.elementType {
            case nil: "no tensor"
            case let code?: ElementType(rawValue: code).map { "\($0)" } ?? "element type \(code)"
            }
        shape = info.shape?.map { dimension in
            switch dimension {
            case .extent(let extent) where extent > 0: .known(Int(clamping: extent))
            case .extent: .open("?")
            case .parameter(let name): .open(name.isEmpty ? "?" : name)
            }
        }
    }
}

extension NodeProto {
    fileprivate var kind: String { domain.isEmpty || domain == "ai.onnx" ? opType : "\(domain).\(opType)" }
}

extension GraphProto {
    fileprivate var parameters: Int {
        let constants = nodes.filter { $0.opType == "Constant" }.compactMap { $0.attributes["value"]?.tensor }
        return (initializers + constants).filter { $0.dataType != ElementType.int64.rawValue }
            .reduce(0) { Int(clamping: $0.addingReportingOverflow($1.elements).partialValue) }
    }
}

extension TensorProto {
    /// 0 where the extents make no sense.
    fileprivate var elements: Int {
        dims.reduce(1) { count, extent in
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(clamping: max(0, extent)))
            return overflow ? 0 : product
        }
    }
}
