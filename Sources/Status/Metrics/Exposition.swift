/// Text in Prometheus' exposition format 0.0.4: families of samples, each with its help and type.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
struct Exposition {
    enum Kind: String {
        case counter, gauge, histogram
    }

    struct Sample {
        let suffix: String
        let labels: [(name: String, value: String)]
        let value: Double

        init(_ value: Double, suffix: String = "", labels: [(name: String, value: String)] = []) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }
    }

    private(set) var text = ""

    /// Nothing where there are no samples: a family without any says nothing.
    mutating func family(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        let help = help.escaped(["\\": "\\\\", "\n": "\\n"])
        text += "# HELP vedette_\(name) \(help)\n# TYPE vedette_\(name) \(kind.rawValue)\n"
        for sample in samples { text += "vedette_\(name)\(sample.line)\n" }
    }

    mutating func family(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help, [Sample(value)])
    }

    mutating func histogram(_ name: String, _ help: String, _ durations: LatencyHistogram.Snapshot) {
        let buckets = durations.buckets.map { bound, count in
            Sample(Double(count), suffix: "_bucket", labels: [("le", bound.shown)])
        }
        let infinite = Sample(Double(durations.count), suffix: "_bucket", labels: [("le", "+Inf")])
        let sum = Sample(durations.seconds, suffix: "_sum")
        let count = Sample(Double(durations.count), suffix: "_count")
        family(name, .histogram, help, buckets + [infinite, sum, count])
    }
}

extension Exposition.Sample {
    fileprivate var line: String {
        let pairs = labels.map { "\($0.name)=\"\($0.value.escaped(["\\": "\\\\", "\"": "\\\"", "\n": "\\n"]))\"" }
        return suffix + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " " + value.shown
    }
}

extension Double {
    /// Whole numbers without a decimal point; what is no number as Go writes it.
    fileprivate var shown: String {
        if let whole = Int(exactly: self) { return String(whole) }
        if isNaN { return "NaN" }
        return isInfinite ? (self < 0 ? "-Inf" : "+Inf") : String(self)
    }
}

extension String {
    fileprivate func escaped(_ characters: [Character: String]) -> String {
        contains { characters[$0] != nil } ? map { characters[$0] ?? String($0) }.joined() : self
    }
}
