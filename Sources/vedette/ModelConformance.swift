import ArgumentParser
import FoundationEssentials
import Inference

/// One process for the ONNX project's many small tests; `scripts/conformance.py` makes the folders and compares.
struct ModelConformance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Run test cases, whose folders standard input names line by line.",
        discussion: """
            A case is a folder with model.onnx and test_data_set_N/input_N.npy. \
            Writes output_N.npy beside the inputs and a JSON line for each case: outcome is ran, refused (missing operators, \
            all named) or failed, with the reason.
            """,
        shouldDisplay: false)

    func run() throws {
        while let folder = readLine() {
            let line = try JSONLine.text(ConformanceOutcome(of: folder))
            Terminal.write(line + "\n", to: 1)
        }
    }
}

private struct ConformanceOutcome: Encodable {
    var outcome = "ran"
    var reason: String?
    var missing: [String]?

    init(of folder: String) {
        do {
            try Self.run(folder)
        } catch let error as ModelError {
            outcome = "failed"
            reason = "\(error)"
            if case .missingOperators(_, let names) = error { (outcome, missing) = ("refused", names) }
        } catch {
            (outcome, reason) = ("failed", "\(error)")
        }
    }

    private static func run(_ folder: String) throws {
        let model = try Model.load(path: folder + "/model.onnx")
        let session = Session(model)
        var set = 0
        while FileManager.default.fileExists(atPath: "\(folder)/test_data_set_\(set)") {
            let data = "\(folder)/test_data_set_\(set)"
            var inputs: [String: Tensor] = [:]
            for (index, info) in model.inputs.enumerated() {
                inputs[info.name] = try Npy.read(path: "\(data)/input_\(index).npy")
            }
            let results = try session.run(inputs)
            for (index, info) in model.outputs.enumerated() {
                if let tensor = results[info.name] { try Npy.write(tensor, path: "\(data)/output_\(index).npy") }
            }
            set += 1
        }
    }
}
