import Clocks
import Logging
package import Status
import Threads

/// Where a reload is asked for, by a signal or a request: one attempt at a time, on a thread of its own, so that neither
/// the watchdog's pings nor a request waits for a model to load.
package final class ReloadDesk: Sendable {
    private struct State {
        var reloads = StatusReport.Reloads()

        /// How many of those asked for were begun. One attempt serves all that were asked for before it.
        var begun = 0
        var isClosed = false
    }

    private let state = Monitor(State())
    private let service: ServiceManager

    package init(service: ServiceManager) {
        self.service = service
    }

    /// Begins to serve.
    ///
    /// - Parameters:
    ///   - file: where others see how it goes; nil where that is not to be had.
    ///   - status: what the service manager is told once an attempt is over.
    ///   - attempt: called on the desk's thread.
    package func open(
        _ file: RunFile?, status: @escaping @Sendable () -> String, attempt: @escaping @Sendable () -> ReloadOutcome
    ) {
        file?.note(reloads)
        _ = BlockingThread(name: "reload") {
            while self.begin() {
                self.service.reloading()
                file?.note(self.reloads)
                self.end(attempt())
                self.tell(status())
                file?.note(self.reloads)
            }
        }
    }

    /// Asks for an attempt; returns at once.
    ///
    /// - Returns: its number: it is over once ``StatusReport/Reloads/done`` is that or more.
    @discardableResult
    package func ask() -> Int {
        state.withLock { state in
            state.reloads.asked += 1
            return state.reloads.asked
        }
    }

    package var reloads: StatusReport.Reloads { state.withLock { $0.reloads } }

    /// No attempt begins any more.
    package func close() {
        state.withLock { $0.isClosed = true }
    }

    private func begin() -> Bool {
        state.wait { state in
            if state.isClosed { return false }
            guard state.begun < state.reloads.asked else { return nil }
            state.begun = state.reloads.asked
            return true
        } ?? false
    }

    private func end(_ outcome: ReloadOutcome) {
        state.withLock { state in
            state.reloads.done = state.begun
            state.reloads.last = outcome
            if outcome.succeeded { state.reloads.succeeded += 1 } else { state.reloads.failed += 1 }
        }
    }

    /// Not after `STOPPING=1`.
    private func tell(_ status: String) {
        state.withLock { state in
            if !state.isClosed { service.ready(status: status) }
        }
    }
}
