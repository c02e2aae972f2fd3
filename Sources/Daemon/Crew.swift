import Detection
import Events
import Logging
import Settings
import Synchronization

/// The workers, and who relieves them when the detector changes: those that go finish the frame that they have.
final class Crew: Sendable {
    private struct State: Sendable {
        var working: Workers?
        var leaving: [Workers] = []
    }

    private let queue: WorkQueue<WatchedCamera>
    private let logger: Logger
    private let state = Mutex(State())

    init(queue: WorkQueue<WatchedCamera>, logger: Logger) {
        self.queue = queue
        self.logger = logger
    }

    /// Puts so many workers with this detector in the place of those before.
    ///
    /// - Parameter emit: takes each turn's events; it must not block.
    func work(
        _ detectors: DetectorFactory, count: Int, emit: @escaping @Sendable (WatchedCamera.Turn) -> Void
    ) {
        let number = queue.relieve()
        let workers = Workers(
            count: count, crew: number, queue: queue, logger: logger, makeDetector: { detectors.make() }, emit: emit)
        state.withLock { state in
            state.leaving.removeAll { $0.join(within: .zero) }
            if let working = state.working { state.leaving.append(working) }
            state.working = workers
        }
    }

    /// Ends the threads after the frame that each has; false where one did not end in time.
    func stop(within timeout: Duration) -> Bool {
        queue.close()
        let end = ContinuousClock.now + timeout
        let all = state.withLock { state in state.leaving + [state.working].compactMap(\.self) }
        return all.allSatisfy { $0.join(within: max(.zero, end - .now)) }
    }
}
