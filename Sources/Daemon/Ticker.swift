import Threads

/// Calls something again and again, with the call's number from 1, on a thread of its own, until it is stopped.
final class Ticker: Sendable {
    private let isStopped = Monitor(false)
    private let thread: BlockingThread

    init(name: String, every interval: Duration, _ tick: @escaping @Sendable (Int) -> Void) {
        let isStopped = isStopped
        thread = BlockingThread(name: name) {
            var number = 0
            while isStopped.wait(for: interval, until: { $0 ? true : nil }) == nil {
                number += 1
                tick(number)
            }
        }
    }

    /// Ends the calls; returns after the last one, or when `timeout` has passed.
    func stop(within timeout: Duration) {
        isStopped.withLock { $0 = true }
        _ = thread.join(timeout: timeout)
    }
}
