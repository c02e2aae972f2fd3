/// An operator's place in the registry.
struct OperatorEntry: Sendable {
    let domain: String
    let name: String
    /// The first opset whose rules are followed.
    let since: Int
    let make: @Sendable (Attributes) throws(OperatorError) -> any Operator

    init<O: Operator>(_ name: String, _ type: O.Type, since: Int = 1, domain: String = "") {
        self.name = name
        self.domain = domain
        self.since = since
        make = { (attributes) throws(OperatorError) in try O(attributes) }
    }
}

/// All operators, by name. To add one: a file with its type, and a line here.
enum OperatorRegistry {
    static let entries: [OperatorEntry] = [
        OperatorEntry("Add", Add.self, since: 7),
        OperatorEntry("AveragePool", AveragePool.self),
        OperatorEntry("BatchNormalization", BatchNormalization.self, since: 7),
        OperatorEntry("Concat", Concat.self),
        OperatorEntry("Constant", Constant.self),
        OperatorEntry("Conv", Conv.self),
        OperatorEntry("Div", Div.self, since: 7),
        OperatorEntry("Dropout", Identity.self, since: 7),
        OperatorEntry("Exp", Exp.self),
        OperatorEntry("Flatten", Flatten.self),
        OperatorEntry("Gather", Gather.self),
        OperatorEntry("Identity", Identity.self),
        OperatorEntry("LeakyRelu", LeakyRelu.self),
        OperatorEntry("MaxPool", MaxPool.self),
        OperatorEntry("Mul", Mul.self, since: 7),
        OperatorEntry("Pad", Pad.self),
        OperatorEntry("Relu", Relu.self),
        OperatorEntry("Reshape", Reshape.self),
        OperatorEntry("Resize", Resize.self, since: 10),
        OperatorEntry("Shape", Shape.self),
        OperatorEntry("Sigmoid", Sigmoid.self),
        OperatorEntry("Slice", Slice.self),
        OperatorEntry("Softmax", Softmax.self),
        OperatorEntry("Split", Split.self),
        OperatorEntry("Squeeze", Squeeze.self),
        OperatorEntry("Sub", Sub.self, since: 7),
        OperatorEntry("Transpose", Transpose.self),
        OperatorEntry("Unsqueeze", Unsqueeze.self),
        OperatorEntry("Upsample", Resize.self, since: 7),
    ]

    private static let byName: [String: OperatorEntry] = Dictionary(
        entries.map { ($0.domain + "." + $0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// nil where the operator, or this version of it, is not here.
    static func entry(for node: NodeProto, opsets: [String: Int]) -> OperatorEntry? {
        let domain = node.domain == "ai.onnx" ? "" : node.domain
        guard let entry = byName[domain + "." + node.opType] else { return nil }
        return entry
    }
}
