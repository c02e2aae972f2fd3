import Synchronization
import Threads

/// Tells the threads that hold it to end: asked for once, by anyone, and never taken back.
package final class StopToken: Sendable {
    private let stopped = Monitor(false)

    /// The same, for whoever asks some hundred times a second.
    private let flag = Atomic(false)

    package init() {}

    package var isStopped: Bool { flag.load(ordering: .relaxed) }

    /// Wakes every ``wait(for:)`` at once.
    package func stop() {
        flag.store(true, ordering: .relaxed)
        stopped.withLock { $0 = true }
    }

    /// Sleeps for `duration` or until ``stop()``; true where it was stopped.
    package func wait(for duration: Duration) -> Bool {
        stopped.wait(for: duration) { $0 ? true : nil } ?? false
    }
}
