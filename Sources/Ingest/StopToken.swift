import Threads

/// Tells the threads that hold it to end: asked for once, by anyone, and never taken back.
package final class StopToken: Sendable {
    private let stopped = Monitor(false)

    package init() {}

    package var isStopped: Bool { stopped.withLock { $0 } }

    /// Wakes every ``wait(for:)`` at once.
    package func stop() {
        stopped.withLock { $0 = true }
    }

    /// Sleeps for `duration` or until ``stop()``; true where it was stopped.
    package func wait(for duration: Duration) -> Bool {
        stopped.wait(for: duration) { $0 ? true : nil } ?? false
    }
}
