import Events
import Status

extension CoverageReport {
    init(_ report: CoverageLedger.Report) {
        let coverage = report.coverage
        self.init(
            from: report.start, to: report.end, connected: coverage.connected.seconds,
            decoded: coverage.decoded.seconds, skipped: coverage.skipped.seconds, dropped: coverage.dropped.seconds,
            inferred: coverage.inferred.seconds, blind: coverage.blind.seconds)
    }
}
