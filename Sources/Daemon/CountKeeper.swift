package import Clocks
package import Rules

/// Closes a camera's counts at the end of each interval of the clock on the wall.
package struct CountKeeper {
    package struct Report: Equatable {
        package let start: CaptureTime
        package let end: CaptureTime
        package let counts: Counts
    }

    private let clock: WallClock
    private let every: Int
    private var ledger: Ledger
    private var open: (start: CaptureTime, end: CaptureTime)?
    private var last = CaptureTime(microseconds: 0)

    /// - Parameter every: the length of an interval, seconds.
    package init(
        zones: [String], lines: [String], gates: [String] = [], every: Int, mapsHeat: Bool = false,
        clock: WallClock
    ) {
        ledger = Ledger(zones: zones, lines: lines, gates: gates, mapsHeat: mapsHeat)
        self.every = every
        self.clock = clock
    }

    /// A picture was taken.
    ///
    /// - Parameters:
    ///   - elapsed: seconds since the one before, 0 for the first of a connection.
    /// - Returns: the interval that ended before it.
    package mutating func look(at captured: CaptureTime, elapsed: Double) -> Report? {
        var report: Report?
        if let open, captured >= open.end {
            report = close(at: open.end)
        } else if let open, captured < open.start {
            // The camera's clock was set back: what was counted has its times, what comes has others.
            report = close(at: max(open.start, last))
        }
        if open == nil { open = (start(captured, after: report), end(after: captured)) }
        last = captured
        ledger.observe(elapsed)
        return report
    }

    package mutating func note(_ facts: [Fact]) { ledger.note(facts) }

    package mutating func stay(_ objects: [ObjectFact], for seconds: Double) { ledger.stay(objects, for: seconds) }

    package mutating func note(_ passages: [GateFact]) { ledger.note(passages) }

    /// The daemon stops: what was counted so far.
    package mutating func finish() -> Report? {
        open.map { close(at: max($0.start, min($0.end, last))) }
    }

    private mutating func close(at end: CaptureTime) -> Report {
        defer { open = nil }
        return Report(start: open?.start ?? end, end: end, counts: ledger.close())
    }

    /// An interval begins where the one before ended, unless there was none between.
    private func start(_ captured: CaptureTime, after report: Report?) -> CaptureTime {
        guard let end = report?.end, end <= captured, self.end(after: end) > captured else { return captured }
        return end
    }

    private func end(after captured: CaptureTime) -> CaptureTime {
        let end = clock.intervalEnd(after: captured.wholeSeconds, every: every)
        return CaptureTime(microseconds: Int64(end) * 1_000_000)
    }
}
