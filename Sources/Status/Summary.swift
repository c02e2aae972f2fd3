/// What a run of the daemon came to, as a person reads it at its end.
package struct Summary: Sendable {
    /// What became of the events at one sink.
    package struct Deliveries: Sendable {
        package var sink: String
        package var delivered: Int
        package var retried: Int
        package var lost: Int

        package init(sink: String, delivered: Int, retried: Int, lost: Int) {
            self.sink = sink
            self.delivered = delivered
            self.retried = retried
            self.lost = lost
        }
    }

    package var cameras: [(name: String, counts: CameraCounts)]
    package var deliveries: [Deliveries]

    /// From a frame's arrival to its event's line in the log, in seconds; nil where there was none.
    package var latency: (median: Double, p95: Double)?
    package var seconds: Double
    package var cpuSeconds: Double
    package var peakMemoryBytes: Int

    package init(
        cameras: [(name: String, counts: CameraCounts)], deliveries: [Deliveries],
        latency: (median: Double, p95: Double)?, seconds: Double, cpuSeconds: Double, peakMemoryBytes: Int
    ) {
        self.cameras = cameras
        self.deliveries = deliveries
        self.latency = latency
        self.seconds = seconds
        self.cpuSeconds = cpuSeconds
        self.peakMemoryBytes = peakMemoryBytes
    }

    private var total: CameraCounts { cameras.reduce(CameraCounts()) { $0 + $1.counts } }

    /// Several lines, each a subject and its figures.
    package var text: String {
        let total = total
        var rows = [
            ("watched", "\(counted(cameras.count, "camera")) for \(decimal(seconds, 0)) s"),
            (
                "frames",
                "\(total.decoded) decoded · \(total.passedOver) passed over by the rate · "
                    + "\(total.allDropped) dropped · \(total.gated) gated · \(total.inferred) inferred"
            ),
            ("coverage", covered(total.coverage)),
            ("objects", "\(total.objects) seen"),
        ]
        rows += deliveries.map { ($0.sink == "log" ? "log" : "webhook", line($0)) }
        if let latency {
            let figures = "\(milliseconds(latency.median)) median, \(milliseconds(latency.p95)) p95"
            rows.append(("latency", "frame to log line: " + figures))
        }
        rows.append(("cost", cost(of: total)))
        return rows.map { "  " + $0.0.padded(to: 9) + $0.1 }.joined(separator: "\n")
    }

    private func covered(_ coverage: Coverage) -> String {
        let parts = [
            (coverage.decoded, "decoded"), (coverage.skipped, "skipped"), (coverage.dropped, "dropped"),
            (coverage.blind, "blind"),
        ]
        return parts.map { "\(decimal($0.0 / .seconds(1), 1)) s \($0.1)" }.joined(separator: " · ")
    }

    private func line(_ sink: Deliveries) -> String {
        let name = sink.sink == "log" ? "" : " to \(sink.sink)"
        let retried = sink.retried > 0 ? " · \(sink.retried) retried" : ""
        let lost = sink.lost > 0 ? " · \(sink.lost) not delivered" : ""
        return "\(counted(sink.delivered, "event")) delivered\(name)\(retried)\(lost)"
    }

    private func cost(of total: CameraCounts) -> String {
        let memory = "\(peakMemoryBytes / 1_048_576) MB resident at most"
        guard total.streamSeconds > 0 else { return memory }
        return "\(decimal(cpuSeconds / total.streamSeconds, 3)) CPU-seconds a stream-second · " + memory
    }

    private func milliseconds(_ seconds: Double) -> String { "\(decimal(seconds * 1_000, 0)) ms" }

    private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

/// `places` decimals, at most 9, without the locale's opinions.
package func decimal(_ value: Double, _ places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e18 else { return String(value) }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + padded.dropLast(places) + (places > 0 ? "." + padded.suffix(places) : "")
}

extension String {
    /// Followed by blanks up to a width; never cut.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
