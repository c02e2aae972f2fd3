import ArgumentParser
import Detection
import Inference

extension Failure {
    /// EX_CANTCREAT of sysexits.h.
    static let cannotCreate = ExitCode(73)

    static func exit(_ error: ModelError) -> ExitCode {
        switch error {
        case .unreadable, .malformed, .invalid: exit(noInput, "\(error)")
        case .missingOperators, .tooLarge: exit(unavailable, "\(error)")
        }
    }

    static func exit(_ error: DetectionError) -> ExitCode {
        switch error {
        case .model(let cause): exit(cause)
        case .noSuchFamily, .unknownLabels, .inputSize: exit(usage, "\(error)")
        default: exit(unavailable, "\(error)")
        }
    }

    static func exit(_ error: InferenceError, model: String) -> ExitCode {
        switch error {
        case .missingInput, .unknownInput: exit(ExitCode.validationFailure, "\(model): \(error)")
        case .mismatchedInput: exit(noInput, "\(model): \(error)")
        case .failed, .tooLarge: exit(unavailable, "\(model): \(error)")
        }
    }
}

/// A model by the name that the command line gives: `builtin`, or a path.
struct NamedModel {
    static let builtin = "builtin"
    let name: String

    func load() throws -> Model {
        do {
            return name == Self.builtin ? try DetectionModel.builtin().model : try Model.load(path: name)
        } catch let error as DetectionError {
            throw Failure.exit(error)
        } catch let error as ModelError {
            throw Failure.exit(error)
        }
    }

    func summary() throws -> ModelSummary {
        do throws(ModelError) {
            return name == Self.builtin ? try DetectionModel.builtinSummary() : try ModelSummary.read(path: name)
        } catch {
            throw Failure.exit(error)
        }
    }

    func detector(_ settings: ModelSettings) throws(DetectionError) -> DetectionModel {
        name == Self.builtin ? try .builtin(settings) : try .load(path: name, settings: settings)
    }
}
