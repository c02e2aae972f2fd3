import Clocks
import Frames
import Ingest
import Status
import Synchronization

/// A live camera's ``CoverageLedger``: fed by the worker that has the camera, and by the clock where nothing comes.
final class CoverageKeeper: Sendable {
    private struct State {
        var clock: RunningClock
        var ledger: CoverageLedger
    }

    private let counters: StreamCounters
    private let state: Mutex<State>

    init(counters: StreamCounters, wall: CaptureTime = .now(), at instant: ContinuousClock.Instant = .now) {
        self.counters = counters
        let clock = RunningClock(wall: wall, at: instant)
        state = Mutex(State(clock: clock, ledger: CoverageLedger(start: wall)))
    }

    func connect(at instant: ContinuousClock.Instant) {
        let flow = flow
        state.withLock { $0.ledger.connect(at: $0.clock.time(at: instant), flow: flow) }
    }

    func disconnect(at instant: ContinuousClock.Instant) {
        state.withLock { $0.ledger.disconnect(at: $0.clock.time(at: instant)) }
    }

    /// A frame was looked at.
    func look(arrived instant: ContinuousClock.Instant, wasInferred: Bool) {
        let flow = flow
        state.withLock { state in
            state.ledger.look(at: state.clock.time(at: instant), flow: flow, wasInferred: wasInferred)
        }
    }

    /// To be called about once a second; returns the hours that are over.
    func tick(wall: CaptureTime = .now(), at instant: ContinuousClock.Instant = .now) -> [CoverageLedger.Report] {
        let flow = flow
        return state.withLock { state in
            state.ledger.pass(to: state.clock.time(at: instant), flow: flow)
            if let shift = state.clock.read(wall, at: instant) { state.ledger.setClock(by: shift) }
            return state.ledger.takeReports()
        }
    }

    /// The last call: what is still open.
    func finish() -> [CoverageLedger.Report] {
        tick() + state.withLock { $0.ledger.finish() }
    }

    var total: Coverage { state.withLock { $0.ledger.total } }

    private var flow: CoverageLedger.Flow { CoverageLedger.Flow(counters) }
}

extension CoverageLedger.Flow {
    init(_ counters: StreamCounters) {
        let drops = counters.drops.counts
        let lost: [DropCause] = [
            .ringFull, .packetRingFull, .corruptPacket, .decodeError, .awaitingKeyframe, .shed,
        ]
        self.init(
            packets: counters.counts.packets, skipped: drops.seconds(.policy),
            dropped: lost.reduce(0) { $0 + drops.seconds($1) })
    }
}
