import Detection
import Inference
import Status

/// A model, as `vedette model inspect` shows it.
struct ModelReport: Encodable {
    struct Value: Encodable {
        let name: String
        let type: String
        let shape: [Side]?
    }

    /// A number, or the name of an open side.
    struct Side: Encodable {
        let extent: ModelSummary.Extent

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch extent {
            case .known(let count): try container.encode(count)
            case .open(let name): try container.encode(name)
            }
        }
    }

    let model: String
    let bytes: Int
    let irVersion: Int
    let producer: String
    let opset: Int?
    let otherOpsets: [String: Int]
    let metadata: [String: String]
    let inputs: [Value]
    let outputs: [Value]
    let operators: [String: Int]
    let missingOperators: [String]
    let parameters: Int
    var run: RunReport?
    var detector: DetectorReport?
    var notADetector: String?

    enum CodingKeys: String, CodingKey {
        case model, bytes, producer, opset, metadata, inputs, outputs, operators, parameters, run, detector
        case irVersion = "ir_version"
        case otherOpsets = "other_opsets"
        case missingOperators = "missing_operators"
        case notADetector = "not_a_detector"
    }

    init(_ summary: ModelSummary) {
        (model, bytes, irVersion) = (summary.path, summary.byteCount, summary.irVersion)
        (producer, metadata, parameters) = (summary.producer, summary.metadata, summary.parameters)
        let standard = ["", "ai.onnx"]
        opset = standard.compactMap { summary.opsets[$0] }.first
        otherOpsets = summary.opsets.filter { !standard.contains($0.key) }
        inputs = summary.inputs.map(Value.init)
        outputs = summary.outputs.map(Value.init)
        (operators, missingOperators) = (summary.operators, summary.missing)
    }

    var text: String {
        var rows = [
            (
                "file",
                "\(decimal(Double(bytes) / 1_000_000, 2)) MB, ONNX opset \(opset.map(String.init) ?? "not stated")"
            )
        ]
        if !producer.isEmpty { rows.append(("written by", producer)) }
        rows += inputs.map { ("input", $0.text) } + outputs.map { ("output", $0.text) }
        rows.append(("weights", "\(decimal(Double(parameters) / 1_000_000, 3)) million parameters"))
        rows.append(("operators", Self.counts(operators)))
        rows += run?.rows ?? []
        if run == nil, missingOperators.isEmpty {
            rows.append(("a run", "depends on the shapes left open: see --size and --shape"))
        }
        if !missingOperators.isEmpty { rows.append(("missing", missingOperators.joined(separator: ", "))) }
        rows += metadata.sorted { $0.key < $1.key }.map { ("metadata", "\($0.key): \($0.value.prefix(200))") }
        rows += detector?.rows ?? []
        if let notADetector { rows.append(("detector", "none: \(notADetector)")) }
        return model + "\n" + rows.map { "  " + $0.0.padded(to: 11) + $0.1 }.joined(separator: "\n")
    }

    /// `Conv 113, Sigmoid 110`, the most frequent first.
    static func counts(_ counts: [String: Int]) -> String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
    }
}

/// What one run comes to.
struct RunReport: Encodable {
    let inputs: [String: [Int]]
    let multiplyAdds: Int
    let workingBytes: Int
    let steps: [String: Int]

    enum CodingKeys: String, CodingKey {
        case inputs, steps
        case multiplyAdds = "multiply_adds"
        case workingBytes = "working_bytes"
    }

    init(_ plan: PlanSummary, shapes: [String: [Int]]) {
        (multiplyAdds, workingBytes, steps, inputs) = (plan.multiplyAdds, plan.workingBytes, plan.steps, shapes)
    }

    var rows: [(String, String)] {
        let shapes = inputs.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.map(String.init).joined(separator: "×"))" }
        return [
            (
                "a run",
                "\(decimal(Double(multiplyAdds) / 1e6, 1)) million multiply-adds (\(shapes.joined(separator: ", ")))"
            ),
            ("memory", "\(decimal(Double(workingBytes) / 1_048_576, 1)) MB to work in, for each worker"),
            ("steps", ModelReport.counts(steps)),
        ]
    }
}

extension ModelReport.Value {
    init(_ value: ModelSummary.Value) {
        self.init(name: value.name, type: value.type, shape: value.shape?.map(ModelReport.Side.init))
    }

    var text: String {
        let sides = shape?.map { side in
            switch side.extent {
            case .known(let count): "\(count)"
            case .open(let name): name
            }
        }
        return "\(name)  \(type) \(sides?.joined(separator: "×") ?? "of any shape")"
    }
}

/// How Vedette reads a model as a detector.
struct DetectorReport: Encodable {
    let family: String
    let labels: [String]
    let labelSource: String
    let width: Int
    let height: Int
    let isSizeOpen: Bool
    let channels: String
    let fit: String
    let mean: [Float]
    let scale: [Float]
    let overlap: Double?
    let scores: [Float]

    enum CodingKeys: String, CodingKey {
        case family, labels, width, height, channels, fit, mean, scale, overlap, scores
        case labelSource = "label_source"
        case isSizeOpen = "size_is_open"
    }

    init(_ model: DetectionModel) {
        family = type(of: model.family).name
        (labels, labelSource) = (model.labels, model.labelSource)
        (width, height, isSizeOpen) = (model.size.width, model.size.height, model.hasOpenSize)
        let preprocessing = model.preprocessing
        channels = preprocessing.channels.rawValue
        fit =
            switch preprocessing.fit {
            case .stretch: "stretch"
            case .letterbox(let centred, let fill): "letterbox\(centred ? "-centred" : ""), filled with \(fill)"
            }
        mean = (0..<3).map { preprocessing.mean[$0] }
        scale = (0..<3).map { preprocessing.scale[$0] }
        (overlap, scores) = (model.overlap, model.scores)
    }

    var size: InputSize { InputSize(width: width, height: height) }

    var rows: [(String, String)] {
        let shown = labels.prefix(6).joined(separator: ", ") + (labels.count > 6 ? ", …" : "")
        return [
            ("family", family),
            ("labels", "\(labels.count) (\(shown)), from \(labelSource)"),
            ("picture", "\(size)\(isSizeOpen ? " unless asked otherwise" : ""), \(fit), \(channels)"),
            ("values", "(value - \(Self.text(mean))) × \(Self.text(scale)), the value being 0 to 255"),
            (
                "boxes",
                overlap.map { "suppressed above an overlap of \(decimal($0, 2))" } ?? "suppressed by the model itself"
            ),
            ("scores", "from \(Self.text(scores.map { ($0 * 1000).rounded() / 1000 }))"),
        ]
    }

    /// One number where all are alike.
    private static func text(_ numbers: [Float]) -> String {
        guard let first = numbers.first, numbers.count > 1, !numbers.allSatisfy({ $0 == first }) else {
            return "\(numbers.first ?? 0)"
        }
        return "(" + numbers.prefix(6).map { "\($0)" }.joined(separator: ", ") + (numbers.count > 6 ? ", …" : "") + ")"
    }
}
