import CKernels

/// A checked, folded and fused network with its weights packed once. Immutable, so all workers share it.
package final class Model: Sendable {
    /// What a file may ask for.
    package struct Limits: Sendable {
        /// Bytes of the file, and of each external file.
        package var fileBytes = 2 << 30
        /// Bytes of one tensor.
        package var tensorBytes = 1 << 30
        /// Bytes of all weights.
        package var constantBytes = 2 << 30
        /// Bytes of a plan's working memory, and of what nodes whose shapes depend on numbers keep alive.
        package var arenaBytes = 1 << 30
        /// Bytes of the tables of indices that a plan's steps are made with, and of each of them.
        package var tableBytes = 256 << 20
        /// Multiplications with addition of a run, minutes of one core: what needs more would seem to hang.
        package var multiplyAdds = 1 << 42

        package init() {}

        static let rank = 8
        static let nodes = 100_000
        /// So that a table of indices may be 32 bits wide.
        static let elements = 1 << 30
    }

    package let path: String
    package let producer: String
    package let opset: Int
    /// `metadata_props` of the file.
    package let metadata: [String: String]
    let limits: Limits
    let graph: Graph

    /// Whether quantised convolutions run on bytes here; elsewhere they run on floats, no faster than others.
    package static var computesInBytes: Bool { net_int8_available() != 0 }

    package var inputs: [ValueInfo] { graph.inputs.map(\.info) }
    package var outputs: [ValueInfo] { graph.outputs.map(\.info) }

    /// Reads, checks and prepares a model; nothing is left to fail on but shapes.
    package static func load(path: String) throws(ModelError) -> Model {
        try load(path: path, limits: Limits())
    }

    package static func load(path: String, limits: Limits) throws(ModelError) -> Model {
        try Model(file: try FileBytes(path: path, limit: limits.fileBytes), limits: limits)
    }

    /// A model that is part of this program; `bytes` stay where they are as long as it runs.
    package static func load(
        embedded bytes: UnsafeRawBufferPointer, name: String, limits: Limits = Limits()
    ) throws(ModelError) -> Model {
        unsafe try Model(file: FileBytes(embedded: bytes, name: name), limits: limits)
    }

    private init(file: FileBytes, limits: Limits) throws(ModelError) {
        let proto = try ModelProto.read(file, 0..<file.count)
        guard let graphProto = proto.graph else {
            throw .malformed(path: file.path, reason: "there is no graph in it", offset: file.count)
        }
        var graph = try Graph(graphProto, opsets: proto.opsets, file: file, limits: limits)
        do { try graph.optimize(limits: limits) } catch {
            throw .invalid(path: file.path, node: error.node, reason: error.reason)
        }
        path = file.path
        producer = [proto.producerName, proto.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
        opset = proto.opsets[""] ?? proto.opsets["ai.onnx"] ?? 0
        metadata = proto.metadata
        self.limits = limits
        self.graph = graph
    }
}

/// An operator's refusal, with the node's name.
struct NodeError: Error {
    let node: String
    let reason: String
}
