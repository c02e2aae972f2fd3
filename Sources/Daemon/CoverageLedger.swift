package import Clocks
package import Status

/// Keeps account of one camera's time: which of it was watched, and how.
///
/// A frame stands for the time from the frame before it to itself, so that nothing is counted twice and nothing is
/// forgotten: the ledger is a cursor that only moves forward, and each step of it goes into exactly one column. Of a
/// step, what the stream's counters say was skipped or lost on the way goes into those columns, the rest is the
/// frame's. A step of more than ``reach`` that nothing accounts for is blind, whether there is a connection or not; while
/// packets come it stays open, since a decode policy may keep them for a while before it lets them go.
///
/// Accounts are closed at each full hour, UTC. Pure: the same calls give the same accounts.
package struct CoverageLedger {
    /// What a stream's counters say, since the camera was first connected.
    package struct Flow: Equatable, Sendable {
        /// Packets that came, whatever became of them: as long as they come, somebody watches.
        package var packets: Int

        /// Seconds, by the stream's own clock, that never came to a worker.
        package var skipped: Double
        package var dropped: Double

        package init(packets: Int = 0, skipped: Double = 0, dropped: Double = 0) {
            self.packets = packets
            self.skipped = skipped
            self.dropped = dropped
        }
    }

    /// A whole hour, or the part of it in which the camera was known.
    package struct Report: Equatable, Sendable {
        package let start: CaptureTime
        package let end: CaptureTime
        package let coverage: Coverage
    }

    /// How long a single frame may stand for, and how late it may be, before the time counts as blind.
    package static let reach = Duration.seconds(5)

    /// Of the accounts that were closed, and of the open one.
    package var total: Coverage { closed + open }

    private var cursor: CaptureTime
    private var start: CaptureTime
    private var open = Coverage()
    private var closed = Coverage()
    private var reports: [Report] = []
    private var isConnected = false
    private var booked = Flow()

    /// When the last packets were heard of: what becomes of them may be decided later.
    private var heard: CaptureTime

    /// - Parameter start: when the camera's time begins.
    package init(start: CaptureTime) {
        cursor = start
        heard = start
        self.start = start
    }

    /// A connection gave its first frame; what was lost before it belongs to the time before it, which is blind.
    package mutating func connect(at time: CaptureTime, flow: Flow) {
        pass(to: time, Step(column: .blind, isConnected: isConnected))
        booked = flow
        isConnected = true
    }

    package mutating func disconnect(at time: CaptureTime) {
        pass(to: time, Step(column: .blind, isConnected: isConnected))
        isConnected = false
    }

    /// A frame was looked at.
    ///
    /// - Parameters:
    ///   - time: its own; one that lies in time already accounted for changes nothing.
    ///   - wasInferred: whether the detector saw it.
    package mutating func look(at time: CaptureTime, flow: Flow, wasInferred: Bool) {
        let length = cursor.duration(to: time)
        let lost = book(flow, atMost: length)
        let isBlind = length - lost.skipped - lost.dropped > Self.reach
        let column: Step.Column = isBlind ? .blind : wasInferred ? .inferred : .decoded
        pass(to: time, Step(column: column, skipped: lost.skipped, dropped: lost.dropped, isConnected: true))
    }

    /// Time goes by, with or without frames.
    package mutating func pass(to time: CaptureTime, flow: Flow) {
        if flow.packets > booked.packets { heard = time }
        let lost = book(flow, atMost: cursor.duration(to: time))
        let step = Step(column: .blind, skipped: lost.skipped, dropped: lost.dropped, isConnected: true)
        pass(to: cursor.advanced(by: lost.skipped + lost.dropped), step)
        if !isConnected || max(cursor, heard).duration(to: time) > Self.reach {
            pass(to: time, Step(column: .blind, isConnected: isConnected))
        }
    }

    /// The clock was set, forward or back: no second is counted that did not pass, and none twice.
    package mutating func setClock(by shift: Duration) {
        close()
        cursor = cursor.advanced(by: shift)
        heard = heard.advanced(by: shift)
        start = cursor
    }

    /// The accounts closed since they were last taken.
    package mutating func takeReports() -> [Report] {
        defer { reports = [] }
        return reports
    }

    /// The camera is watched no longer; what is open is closed where the accounts end.
    package mutating func finish() -> [Report] {
        close()
        return takeReports()
    }
}

// MARK: - Steps

extension CoverageLedger {
    /// What a stretch of time is made of: so much that was skipped, so much that was dropped, the rest in one column.
    private struct Step {
        enum Column { case decoded, inferred, blind }

        var column: Column
        var skipped = Duration.zero
        var dropped = Duration.zero
        var isConnected: Bool
    }

    private mutating func pass(to time: CaptureTime, _ step: Step) {
        var rest = step
        while cursor < time {
            let end = min(time, cursor.nextHour)
            let length = cursor.duration(to: end)
            let share = length / cursor.duration(to: time)
            // The last part takes what rounding left of the others.
            let skipped = min(length, end == time ? rest.skipped : rest.skipped.scaled(by: share))
            let dropped = min(length - skipped, end == time ? rest.dropped : rest.dropped.scaled(by: share))
            enter(length, Step(column: step.column, skipped: skipped, dropped: dropped, isConnected: step.isConnected))
            rest.skipped -= skipped
            rest.dropped -= dropped
            cursor = end
            if end == start.nextHour { close() }
        }
    }

    private mutating func enter(_ length: Duration, _ step: Step) {
        let rest = length - step.skipped - step.dropped
        if step.isConnected { open.connected += length }
        open.skipped += step.skipped
        open.dropped += step.dropped
        switch step.column {
        case .blind: open.blind += rest
        case .decoded: open.decoded += rest
        case .inferred:
            open.decoded += rest
            open.inferred += rest
        }
    }

    private mutating func close() {
        if cursor > start { reports.append(Report(start: start, end: cursor, coverage: open)) }
        closed = closed + open
        open = Coverage()
        start = cursor
    }

    /// What was lost since it was last asked, fitted into the time that there is.
    private mutating func book(_ flow: Flow, atMost length: Duration) -> (skipped: Duration, dropped: Duration) {
        defer { booked = flow }
        guard length > .zero else { return (.zero, .zero) }
        let skipped = Duration.lost(flow.skipped - booked.skipped, atMost: length)
        return (skipped, Duration.lost(flow.dropped - booked.dropped, atMost: length - skipped))
    }
}

extension Duration {
    /// In whole microseconds, as the clocks count, so that sums stay exact.
    fileprivate static func lost(_ seconds: Double, atMost most: Duration) -> Duration {
        guard seconds > 0 else { return .zero }
        return seconds < most.seconds ? min(most, .microseconds(Int64((seconds * 1_000_000).rounded()))) : most
    }

    fileprivate func scaled(by share: Double) -> Duration {
        .microseconds(Int64((seconds * share * 1_000_000).rounded()))
    }
}

extension CaptureTime {
    private static let microsecondsAnHour: Int64 = 3_600_000_000

    /// The end of the hour, UTC, that holds this moment.
    fileprivate var nextHour: CaptureTime {
        let hours = microseconds.quotientAndRemainder(dividingBy: Self.microsecondsAnHour)
        let floor = hours.remainder < 0 ? hours.quotient - 1 : hours.quotient
        let (end, overflow) = (floor + 1).multipliedReportingOverflow(by: Self.microsecondsAnHour)
        return CaptureTime(microseconds: overflow ? .max : end)
    }
}
