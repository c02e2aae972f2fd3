/// A node's attributes, read by operators when a model is loaded.
struct Attributes {
    let opset: Int
    let inputs: Int
    let outputs: Int
    let limits: Model.Limits
    private var values: [String: AttributeProto] = [:]
    private var tensors: [String: Tensor] = [:]

    init(_ node: NodeProto, opset: Int, file: FileBytes, limits: Model.Limits) throws(ModelError) {
        self.opset = opset
        self.limits = limits
        inputs = node.inputs.count
        outputs = node.outputs.count
        values = node.attributes
        for (name, attribute) in node.attributes {
            if let tensor = attribute.tensor { tensors[name] = try tensor.decoded(from: file, limits: limits) }
        }
    }

    /// For nodes that passes make.
    init(opset: Int = 21) {
        self.opset = opset
        limits = Model.Limits()
        inputs = 0
        outputs = 1
    }

    /// Of all tensors among the attributes.
    var tensorBytes: Int { tensors.values.reduce(0) { $0 + $1.storage.byteCount } }

    func has(_ name: String) -> Bool { values[name] != nil }
    func integer(_ name: String) -> Int? { values[name].map { Int(clamping: $0.integer) } }
    func integer(_ name: String, default fallback: Int) -> Int { integer(name) ?? fallback }
    func flag(_ name: String) -> Bool { integer(name, default: 0) != 0 }
    func float(_ name: String) -> Float? { values[name]?.float }
    func float(_ name: String, default fallback: Float) -> Float { float(name) ?? fallback }
    func integers(_ name: String) -> [Int]? { values[name].map { $0.integers.map { Int(clamping: $0) } } }
    func floats(_ name: String) -> [Float]? { values[name]?.floats }
    func string(_ name: String, default fallback: String) -> String { values[name]?.string ?? fallback }
    func strings(_ name: String) -> [String]? { values[name]?.strings }
    func tensor(_ name: String) -> Tensor? { tensors[name] }
}
