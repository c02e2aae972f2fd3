/// Why a model cannot be used. Each names the file, and the node where there is one.
package enum ModelError: Error, Sendable, Equatable {
    /// The file cannot be read.
    case unreadable(path: String, reason: String)
    /// The file is no ONNX model, or a damaged one; `offset` is where reading stopped.
    case malformed(path: String, reason: String, offset: Int)
    /// The graph contradicts the standard or itself.
    case invalid(path: String, node: String, reason: String)
    /// The graph needs operators that are not here: all of them, as `Domain.Name-version`.
    case missingOperators(path: String, names: [String])
    /// The model asks for more than a stated limit.
    case tooLarge(path: String, reason: String)
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .malformed(let path, let reason, let offset):
            "\(path): not a usable ONNX model: \(reason) (byte \(offset))"
        case .invalid(let path, let node, let reason): "\(path): node \(node): \(reason)"
        case .missingOperators(let path, let names):
            "\(path): needs operators that this version lacks: \(names.joined(separator: ", "))"
        case .tooLarge(let path, let reason): "\(path): too large: \(reason)"
        }
    }
}

/// Why a run failed.
package enum InferenceError: Error, Sendable, Equatable {
    case missingInput(String)
    case unknownInput(String)
    /// An input's type or shape is not what the model declares.
    case mismatchedInput(String, reason: String)
    /// A node cannot work on the shapes or values that reached it.
    case failed(node: String, reason: String)
    /// The run would need more memory than the limit.
    case tooLarge(reason: String)
}

extension InferenceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingInput(let name): "input \(name) is missing"
        case .unknownInput(let name): "the model has no input \(name)"
        case .mismatchedInput(let name, let reason): "input \(name): \(reason)"
        case .failed(let node, let reason): "node \(node): \(reason)"
        case .tooLarge(let reason): "too large: \(reason)"
        }
    }
}

/// Why an operator refuses its attributes or operands; the caller adds the node's name.
struct OperatorError: Error {
    let reason: String
    /// Operands whose values, not only shapes, are needed to say what comes out.
    var needed: [Int] = []

    init(_ reason: String) { self.reason = reason }

    static func needsValue(of operand: Int) -> OperatorError {
        var error = OperatorError("operand \(operand) must be known")
        error.needed = [operand]
        return error
    }
}
