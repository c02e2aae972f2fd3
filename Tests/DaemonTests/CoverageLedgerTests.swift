import Clocks
import Daemon
import Seeds
import Status
import TestSupport
import Testing

@Suite("Coverage ledger")
struct CoverageLedgerTests {
    typealias Flow = CoverageLedger.Flow

    static func time(_ text: String) throws -> CaptureTime { try #require(CaptureTime(rfc3339: text)) }

    @Test("Frames at an even pace are decoded time, and what the detector saw of it inferred")
    func plain() throws {
        let start = try Self.time("2026-11-23T20:14:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start, flow: Flow())
        for frame in 1...50 {
            ledger.look(at: start.advanced(bySeconds: Double(frame) / 5), flow: Flow(), wasInferred: frame > 40)
        }
        let reports = ledger.finish()
        #expect(reports.count == 1)
        let coverage = try #require(reports.first?.coverage)
        #expect(coverage.decoded == .seconds(10))
        #expect(coverage.inferred == .seconds(2))
        #expect(coverage.connected == .seconds(10))
        #expect(coverage.span == .seconds(10))
    }

    @Test("What came before the first frame, an outage and a silent connection are blind")
    func blind() throws {
        let start = try Self.time("2026-11-23T20:14:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start.advanced(bySeconds: 3), flow: Flow(dropped: 1))
        ledger.look(at: start.advanced(bySeconds: 3), flow: Flow(dropped: 1), wasInferred: false)
        ledger.look(at: start.advanced(bySeconds: 4), flow: Flow(dropped: 1), wasInferred: false)
        ledger.pass(to: start.advanced(bySeconds: 8), flow: Flow(dropped: 1))
        #expect(ledger.total.blind == .seconds(3), "a frame may still come")
        ledger.disconnect(at: start.advanced(bySeconds: 14))
        ledger.pass(to: start.advanced(bySeconds: 20), flow: Flow(dropped: 1))
        #expect(ledger.total.blind == .seconds(19))
        #expect(ledger.total.connected == .seconds(11))
        #expect(ledger.total.decoded == .seconds(1))
        #expect(ledger.total.dropped == .zero)
    }

    @Test("What the policy skipped and what was lost on the way is not the frame's, with or without frames")
    func flow() throws {
        let start = try Self.time("2026-11-23T20:14:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start, flow: Flow())
        // A keyframe in ten seconds, all else skipped; then no frame at all while packets come.
        ledger.look(at: start.advanced(bySeconds: 10), flow: Flow(skipped: 9.96), wasInferred: true)
        ledger.pass(to: start.advanced(bySeconds: 30), flow: Flow(skipped: 29, dropped: 0.5))
        #expect(ledger.total.skipped == .seconds(29))
        #expect(ledger.total.dropped == .milliseconds(500))
        #expect(ledger.total.inferred == .milliseconds(40))
        #expect(ledger.total.blind == .zero)
    }

    @Test("While packets come that nothing is known of yet, time stays open; once they stop, it is blind")
    func pending() throws {
        let start = try Self.time("2026-11-23T20:14:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start, flow: Flow(packets: 1))
        for second in 1...12 {
            ledger.pass(to: start.advanced(bySeconds: Double(second)), flow: Flow(packets: 1 + 25 * second))
        }
        #expect(ledger.total.span == .zero)
        ledger.pass(to: start.advanced(bySeconds: 13), flow: Flow(packets: 326, skipped: 3))
        #expect(ledger.total.skipped == .seconds(3))
        ledger.pass(to: start.advanced(bySeconds: 17), flow: Flow(packets: 326, skipped: 3))
        #expect(ledger.total.blind == .zero)
        ledger.pass(to: start.advanced(bySeconds: 19), flow: Flow(packets: 326, skipped: 3))
        #expect(ledger.total.blind == .seconds(16))
    }

    @Test("A pause of more than the reach is blind, a shorter one is the next frame's")
    func pause() throws {
        let start = try Self.time("2026-11-23T20:14:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start, flow: Flow())
        ledger.look(at: start.advanced(bySeconds: 5), flow: Flow(), wasInferred: false)
        ledger.look(at: start.advanced(bySeconds: 10.1), flow: Flow(), wasInferred: false)
        #expect(ledger.total.decoded == .seconds(5))
        #expect(ledger.total.blind == .milliseconds(5_100))
    }

    @Test("Accounts end with the hour, to the microsecond, and a step across it is divided")
    func hours() throws {
        let start = try Self.time("2026-11-23T20:59:59Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start, flow: Flow())
        ledger.look(at: start.advanced(bySeconds: 4), flow: Flow(skipped: 2), wasInferred: true)
        let reports = ledger.takeReports() + ledger.finish()
        #expect(reports.map(\.start.rfc3339) == ["2026-11-23T20:59:59.000000Z", "2026-11-23T21:00:00.000000Z"])
        #expect(reports.map(\.end.rfc3339) == ["2026-11-23T21:00:00.000000Z", "2026-11-23T21:00:03.000000Z"])
        #expect(reports.map(\.coverage.skipped) == [.milliseconds(500), .milliseconds(1_500)])
        #expect(reports.map(\.coverage.inferred) == [.milliseconds(500), .milliseconds(1_500)])
    }

    @Test("An hour in which nothing happened is told of, too, and so is each of a night without power")
    func outage() throws {
        let start = try Self.time("2026-11-23T20:30:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.pass(to: start.advanced(bySeconds: 8 * 3600), flow: Flow())
        let reports = ledger.takeReports()
        #expect(reports.map(\.coverage.blind) == [.seconds(1800)] + Array(repeating: .seconds(3600), count: 7))
        #expect(reports.allSatisfy { $0.coverage.connected == .zero })
    }

    @Test("A clock that is set ends an account and begins another", arguments: [-7200.0, -1, 1, 86_400])
    func clockSet(shift: Double) throws {
        let start = try Self.time("2026-11-23T20:14:00Z")
        var ledger = CoverageLedger(start: start)
        ledger.connect(at: start, flow: Flow())
        ledger.look(at: start.advanced(bySeconds: 2), flow: Flow(), wasInferred: false)
        ledger.setClock(by: .seconds(shift))
        ledger.look(at: start.advanced(bySeconds: 3 + shift), flow: Flow(), wasInferred: false)
        let reports = ledger.finish()
        #expect(reports.map(\.coverage.decoded) == [.seconds(2), .seconds(1)])
        #expect(reports.last?.start == start.advanced(bySeconds: 2 + shift))
    }

    @Test("Whatever comes in whatever order, each account adds up and no second is lost", arguments: 0..<40)
    func addsUp(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let start = CaptureTime(microseconds: .random(in: 0...4_000_000_000_000_000, using: &random))
        var (ledger, now, flow) = (CoverageLedger(start: start), start, Flow())
        var reports: [CoverageLedger.Report] = []
        var shifts = Duration.zero
        for _ in 0..<400 {
            let step = random.pick([0.001, 0.2, 1, 30, 2000])
            now = now.advanced(bySeconds: .random(in: -step / 4...step, using: &random))
            flow.skipped += Double.random(in: -0.1...step, using: &random)
            flow.dropped += Double.random(in: 0...step / 3, using: &random)
            flow.packets += Int.random(in: 0...1, using: &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0: ledger.connect(at: now, flow: flow)
            case 1: ledger.disconnect(at: now)
            case 2: ledger.pass(to: now, flow: flow)
            case 3:
                let shift = Duration.microseconds(Int64.random(in: -9_000_000_000...9_000_000_000, using: &random))
                ledger.pass(to: now, flow: flow)
                ledger.setClock(by: shift)
                now = now.advanced(by: shift)
                shifts += shift
            default: ledger.look(at: now, flow: flow, wasInferred: .random(using: &random))
            }
            reports += ledger.takeReports()
        }
        now = now.advanced(bySeconds: 4_000)
        ledger.pass(to: now, flow: flow)
        reports += ledger.takeReports() + ledger.finish()
        for report in reports {
            let coverage = report.coverage
            #expect(coverage.span == report.start.duration(to: report.end))
            #expect(coverage.span <= .seconds(3600))
            let columns = [coverage.decoded, coverage.skipped, coverage.dropped, coverage.blind, coverage.inferred]
            #expect(columns.allSatisfy { $0 >= .zero })
            #expect(coverage.inferred <= coverage.decoded)
            #expect(coverage.decoded + coverage.skipped + coverage.dropped <= coverage.connected)
            #expect(coverage.connected <= coverage.span)
        }
        #expect(reports.reduce(Coverage()) { $0 + $1.coverage } == ledger.total)
        #expect(ledger.total.span == start.duration(to: now) - shifts)
    }
}

@Suite("Running clock")
struct RunningClockTests {
    @Test("Goes on at the machine's pace, and notices when the wall clock was set")
    func set() {
        let (wall, instant) = (CaptureTime(microseconds: 1_000_000), ContinuousClock.now)
        var clock = RunningClock(wall: wall, at: instant)
        #expect(clock.time(at: instant + .seconds(5)) == wall.advanced(bySeconds: 5))
        #expect(clock.read(wall.advanced(bySeconds: 10.9), at: instant + .seconds(10)) == nil)
        #expect(clock.read(wall.advanced(bySeconds: -3590), at: instant + .seconds(10)) == .seconds(-3600))
        #expect(clock.time(at: instant + .seconds(11)) == wall.advanced(bySeconds: -3589))
    }
}
