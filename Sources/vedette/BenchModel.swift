import ArgumentParser
import Detection
import Inference

struct BenchModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Say how long a model takes, and with --layers where the time goes.",
        discussion: """
            Runs the model on made-up numbers, first some times unmeasured. A second thread is a second worker with working \
            memory of its own, as in the daemon; a single run is never split.

              vedette bench model yolox_nano.onnx --layers
              vedette bench model rtdetr.onnx --size 640x640 --threads 2 --json
            """)

    @Argument(help: "An ONNX file, or builtin.")
    var model: String

    @Option(help: ArgumentHelp("How many workers run at once.", valueName: "count"))
    var threads = 1

    @Option(help: ArgumentHelp("Measured runs of each worker.", valueName: "count"))
    var runs = 100

    @Option(help: ArgumentHelp("Runs before those.", valueName: "count"))
    var warmup = 10

    @OptionGroup var shapes: ModelShapes

    @Flag(help: "List the steps of a run by their share of the time.")
    var layers = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: .hidden)
    var serve = false

    func validate() throws {
        guard (1...256).contains(threads), (1...1_000_000).contains(runs), (0...1_000_000).contains(warmup) else {
            throw ValidationError("--threads takes 1 to 256, --runs and --warmup up to a million.")
        }
    }

    func run() throws {
        let began = ContinuousClock.now
        let loaded = try NamedModel(name: model).load()
        let loading = began.duration(to: .now)
        let inputs = try inputs(of: loaded)
        do throws(InferenceError) {
            if serve { return try BenchServer(loaded, inputs).serve(warmup: warmup) }
            let timing = try ModelTiming.measure(loaded, inputs, threads: threads, warmup: warmup, runs: runs)
            let steps = try Session(loaded).profile(inputs, runs: layers ? min(runs, 100) : 0)
            var report = BenchReport(model, loading, timing, inputs)
            report.multiplyAdds = steps.reduce(0) { $0 + $1.multiplyAdds }
            if layers { report.layers = LayerReport.sorted(steps) }
            print(json ? report.json : report.text)
        } catch {
            throw Failure.exit(error, model: model)
        }
    }

    private func inputs(of loaded: Model) throws -> [String: Tensor] {
        var resolved = try shapes.resolved(for: loaded.inputs, picture: nil)
        if resolved.contains(where: { $0.shape == nil }) {
            let detector = try? NamedModel(name: model).detector(ModelSettings(size: shapes.size))
            resolved = try shapes.resolved(for: loaded.inputs, picture: detector?.size)
        }
        var tensors: [String: Tensor] = [:]
        for (info, shape) in resolved {
            guard let shape else {
                throw ValidationError(
                    "The model leaves the shape of \(info.name) open: name one, as in --shape \(info.name)=1x3x320x320."
                )
            }
            tensors[info.name] = .sequence(info.type, shape)
        }
        return tensors
    }
}
