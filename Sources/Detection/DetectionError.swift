package import Inference

/// Why a model cannot detect.
package enum DetectionError: Error, Sendable {
    /// The file is no model that `Inference` runs.
    case model(ModelError)

    /// A run failed.
    case inference(InferenceError)

    /// The graph has no input that takes a picture.
    case noPictureInput(inputs: [String])
    case unknownFamily(outputs: [String])
    case noSuchFamily(String)
    case unlikeFamily(String, contract: String, outputs: [String])

    /// A run gave an output of another shape than the graph promised, or left it out.
    case unexpectedOutput(name: String, shape: [Int]?, family: String)

    /// The settings, a file beside the model or its metadata name another number of labels than it scores.
    case labelCount(named: Int, scored: Int, source: String)

    /// A label that is wanted but that the model does not know.
    case unknownLabels([String], known: [String])
    case metadata(key: String, value: String, expected: String)

    /// A size that the model does not take.
    case inputSize(String, allowed: String)
}

extension DetectionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .model(let error): "\(error)"
        case .inference(let error): "\(error)"
        case .noPictureInput(let inputs):
            "the model has no picture input (float, 1×3×height×width); its inputs are \(inputs.joined(separator: ", "))"
        case .unknownFamily(let outputs):
            """
            the model's outputs (\(outputs.joined(separator: ", "))) are like no known family's; known are \
            \(ModelFamilies.all.map { "\($0.name): \($0.contract)" }.joined(separator: "; "))
            """
        case .noSuchFamily(let name):
            "no model family is called “\(name)”; known are \(ModelFamilies.names.joined(separator: ", "))"
        case .unlikeFamily(let name, let contract, let outputs):
            """
            the model cannot be read as \(name), whose outputs are \(contract); it has \
            \(outputs.joined(separator: ", "))
            """
        case .unexpectedOutput(let name, let shape, let family):
            "output \(name) came as \(shape.map { "\($0)" } ?? "nothing"), which \(family) does not read"
        case .labelCount(let named, let scored, let source):
            "\(source) has \(named) labels, the model scores \(scored)"
        case .unknownLabels(let labels, let known):
            "the model knows no \(labels.joined(separator: ", ")); it knows \(known.joined(separator: ", "))"
        case .metadata(let key, let value, let expected):
            "the model's \(key) is “\(value)”; expected \(expected)"
        case .inputSize(let size, let allowed):
            "the model does not take pictures of \(size); it takes \(allowed)"
        }
    }
}
