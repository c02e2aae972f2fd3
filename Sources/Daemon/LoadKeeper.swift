import Events
import Frames
import Ingest
import Overload
import Settings
import Status
import Synchronization

/// Watches what the daemon costs and how far it lags, and has cameras give something up while that is too much.
final class LoadKeeper: Sendable {
    private struct State {
        var shedder: LoadShedder
        var budget: Budget
        var load = Load()
    }

    /// Where workers tell how long a frame had waited.
    let meter = LoadMeter()
    private let state: Mutex<State>

    init(_ limits: Configuration.Limits) {
        let budget = Budget(limits)
        state = Mutex(State(shedder: LoadShedder(budget), budget: budget))
    }

    /// The configuration changed.
    func change(to limits: Configuration.Limits) {
        let budget = Budget(limits)
        state.withLock { state in
            state.budget = budget
            state.shedder.change(to: budget)
        }
    }

    /// To be called about once a second: measures, decides, and has the cameras follow.
    ///
    /// - Returns: what changed, for an event.
    func follow(_ cameras: [RunningCamera], now: ContinuousClock.Instant = .now) -> Report? {
        let isMemoryLimited = state.withLock { $0.budget.memoryMegabytes != nil }
        let load = meter.take(
            cpuSeconds: ResourceUse.cpuSeconds, memoryBytes: isMemoryLimited ? ResourceUse.memoryBytes : 0,
            behind: cameras.flatMap { $0.lags(at: now) }, at: now)
        let (change, shedder) = state.withLock { state in
            state.load = load
            return (state.shedder.follow(load), state.shedder)
        }
        // Also without a change: cameras come, and change their priority.
        for camera in cameras { camera.sparing.take(shedder.steps(camera.priority)) }
        guard let change else { return nil }
        let report = LoadReport(shedder, change.reading, cameras)
        return change.change == .deeper ? .daemonOverloaded(report) : .daemonRelieved(report)
    }

    /// What is measured, what may be, and how much is given up.
    var status: StatusReport.Load {
        state.withLock { state in
            StatusReport.Load(
                depth: state.shedder.depth,
                readings: state.budget.readings(state.load).map { ($0.measure.rawValue, $0.value, $0.limit) })
        }
    }
}

extension LoadReport {
    fileprivate init(_ shedder: LoadShedder, _ reading: Budget.Reading?, _ cameras: [RunningCamera]) {
        let shed = Priority.allCases.map { ($0.rawValue, shedder.steps($0).map(\.rawValue)) }
        self.init(
            depth: shedder.depth, limit: reading?.measure.rawValue ?? "", value: reading?.value ?? 0,
            allowed: reading?.limit ?? 0, shed: Dictionary(uniqueKeysWithValues: shed),
            cameras: cameras.filter { !shedder.steps($0.priority).isEmpty }.map(\.name))
    }
}

extension Budget {
    fileprivate init(_ limits: Configuration.Limits) {
        self.init(
            latency: limits.eventLatency.seconds, cpuPercent: limits.cpuPercent, memoryMegabytes: limits.memoryMB)
    }
}

extension Priority {
    init(_ priority: Configuration.Camera.Priority) {
        switch priority {
        case .low: self = .low
        case .normal: self = .normal
        case .high: self = .high
        }
    }
}

extension RunningCamera {
    fileprivate var priority: Priority { Priority(settings.priority) }

    /// How far its thread is behind its stream, and how long its oldest frame has waited; seconds.
    fileprivate func lags(at now: ContinuousClock.Instant) -> [Double] {
        let waiting = feed.ring.oldestSince.map { $0.duration(to: now).seconds }
        return [accounts.counters.counts.secondsBehind, waiting ?? 0]
    }
}
