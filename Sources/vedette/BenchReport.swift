import Daemon
import Inference
import Status

/// What `vedette bench model` measured. Times are milliseconds of one run.
struct BenchReport: Encodable {
    let model: String
    let version: String
    let inputs: [String: [Int]]
    let threads: Int
    let warmup: Int
    let runs: Int
    let p50: Double
    let p95: Double
    let least: Double
    let processor: Double
    let runsPerSecond: Double
    let loadMilliseconds: Double
    let peakMemoryBytes: Int
    var multiplyAdds = 0
    var layers: [LayerReport]?

    enum CodingKeys: String, CodingKey {
        case model, version, inputs, threads, warmup, runs, layers
        case p50 = "p50_milliseconds"
        case p95 = "p95_milliseconds"
        case least = "least_milliseconds"
        case processor = "processor_milliseconds"
        case runsPerSecond = "runs_per_second"
        case loadMilliseconds = "load_milliseconds"
        case peakMemoryBytes = "peak_memory_bytes"
        case multiplyAdds = "multiply_adds"
    }

    init(_ model: String, _ loading: Duration, _ timing: ModelTiming, _ inputs: [String: Tensor]) {
        let sorted = timing.durations.map(\.milliseconds).sorted()
        self.model = model
        version = Daemon.version
        self.inputs = inputs.mapValues(\.shape)
        (threads, warmup, runs) = (timing.threads, timing.warmup, sorted.count)
        (p50, p95, least) = (sorted.quantile(0.5), sorted.quantile(0.95), sorted.first ?? 0)
        processor = timing.processorTimes.map(\.milliseconds).sorted().quantile(0.5)
        runsPerSecond = timing.runsPerSecond
        loadMilliseconds = loading.milliseconds
        peakMemoryBytes = ResourceUse.now.peakMemoryBytes
    }

    var json: String { (try? JSONLine.text(self)) ?? "{}" }

    var text: String {
        let shapes = inputs.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.map(String.init).joined(separator: "×"))" }
        let rate = Double(multiplyAdds) / (p50 * 1e6)
        let rows = [
            ("a run", "\(decimal(p50, 3)) ms median, \(decimal(p95, 3)) ms p95, \(decimal(least, 3)) ms at best"),
            ("processor", "\(decimal(processor, 3)) ms of a core, median"),
            ("rate", "\(decimal(runsPerSecond, 1)) runs a second on \(threads) thread\(threads == 1 ? "" : "s")"),
            (
                "work",
                "\(decimal(Double(multiplyAdds) / 1e6, 1)) million multiply-adds, \(decimal(rate, 1)) billion a second"
            ),
            ("measured", "\(runs) runs after \(warmup) of warm-up, \(shapes.joined(separator: ", "))"),
            ("load", "\(decimal(loadMilliseconds, 1)) ms"),
            ("memory", "\(decimal(Double(peakMemoryBytes) / 1_048_576, 1)) MB resident at most"),
        ]
        let head = model + "\n" + rows.map { "  " + $0.0.padded(to: 10) + $0.1 }.joined(separator: "\n")
        guard let layers else { return head }
        return head + "\n\n" + LayerReport.table(layers)
    }
}

/// One step of a run. A step may be several of the model's nodes, fused.
struct LayerReport: Encodable {
    let node: String
    let kind: String
    let detail: String
    let milliseconds: Double
    let share: Double
    let multiplyAdds: Int

    enum CodingKeys: String, CodingKey {
        case node, detail, milliseconds, share
        case kind = "operator"
        case multiplyAdds = "multiply_adds"
    }

    /// The longest first.
    static func sorted(_ steps: [Session.StepTime]) -> [LayerReport] {
        let total = Double(max(1, steps.reduce(0) { $0 + $1.nanoseconds }))
        return steps.sorted { $0.nanoseconds > $1.nanoseconds }.map { step in
            LayerReport(
                node: step.name, kind: step.kind, detail: step.detail, milliseconds: Double(step.nanoseconds) / 1e6,
                share: Double(step.nanoseconds) / total, multiplyAdds: step.multiplyAdds)
        }
    }

    static func table(_ layers: [LayerReport]) -> String {
        let head = "    share        ms  GMAC/s  operator              node"
        let rows = layers.map { layer in
            let rate = Double(layer.multiplyAdds) / (layer.milliseconds * 1e6)
            let columns = [
                (decimal(layer.share * 100, 1) + " %").padded(left: 7), decimal(layer.milliseconds, 4).padded(left: 8),
                (layer.multiplyAdds > 0 ? decimal(rate, 1) : "-").padded(left: 6), layer.kind.padded(to: 20),
                layer.node,
                layer.detail.isEmpty ? "" : "[\(layer.detail)]",
            ]
            return "  " + columns.joined(separator: "  ")
        }
        return ([head] + rows).joined(separator: "\n")
    }
}

extension Session.StepTime {
    /// Without the operator's name, which has a column of its own.
    fileprivate var name: String {
        let suffix = " (\(kind))"
        return node.hasSuffix(suffix) ? String(node.dropLast(suffix.count)) : node
    }
}

extension [Double] {
    /// The nearest rank's; the array is sorted. 0 where it is empty.
    fileprivate func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        return self[Swift.min(count - 1, Swift.max(0, Int((share * Double(count)).rounded(.up)) - 1))]
    }
}

extension String {
    fileprivate func padded(left width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
