import ArgumentParser
import Detection
import Inference

struct ModelInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a model is: inputs, outputs, operators, cost, and how Vedette reads it.",
        discussion: """
            Multiply-adds are those of convolutions and matrix products, for one run on the shapes given or the model's own. \
            What the model does not say itself (labels, channel order, scale) is shown with where it comes from: the \
            model's metadata, MODEL.properties or MODEL.names beside it, or the family's default.

            Exit status: 0 the model can be run, 66 it is unreadable or damaged, 69 it needs operators that are missing.
            """)

    @Argument(help: "An ONNX file, or builtin.")
    var model: String

    @Option(
        help: ArgumentHelp(
            "How the outputs are read, where it cannot be told: \(ModelFamilies.names.joined(separator: ", ")).",
            valueName: "family"))
    var family: String?

    @OptionGroup var shapes: ModelShapes

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let named = NamedModel(name: model)
        var report = ModelReport(try named.summary())
        if report.missingOperators.isEmpty { try prepare(named, &report) }
        print(json ? try JSONLine.text(report) : report.text)
        guard report.missingOperators.isEmpty else {
            throw Failure.exit(.missingOperators(path: model, names: report.missingOperators))
        }
    }

    private func prepare(_ named: NamedModel, _ report: inout ModelReport) throws {
        let prepared: Model
        do throws(DetectionError) {
            let detector = try named.detector(ModelSettings(family: family, size: shapes.size))
            report.detector = DetectorReport(detector)
            prepared = detector.model
        } catch {
            if case .model(let cause) = error { throw Failure.exit(cause) }
            if family != nil { throw Failure.exit(error) }
            report.notADetector = "\(error)"
            prepared = try named.load()
        }
        try measure(prepared, &report)
    }

    private func measure(_ prepared: Model, _ report: inout ModelReport) throws {
        let resolved = try shapes.resolved(for: prepared.inputs, picture: report.detector?.size)
        var known: [String: [Int]] = [:]
        for case (let info, let shape?) in resolved { known[info.name] = shape }
        guard known.count == resolved.count else { return }
        do throws(InferenceError) {
            report.run = RunReport(try prepared.planned(for: known), shapes: known)
        } catch {
            throw Failure.exit(error, model: model)
        }
    }
}
