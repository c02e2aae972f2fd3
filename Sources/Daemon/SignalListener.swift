import Glibc

/// Waits for the signals that steer a daemon, on the thread that made it and calls ``next(timeout:)``.
///
/// The signals are blocked in every thread of ours, so that they wait for `sigtimedwait(2)` and never interrupt a system
/// call; create it before any other thread starts, since threads inherit the mask. OpenBLAS starts threads when it is
/// loaded, before `main`: these block nothing, and what the kernel hands to one of them is passed on.
package struct SignalListener {
    package enum Request: Equatable, Sendable {
        /// SIGTERM or SIGINT.
        case stop

        /// SIGHUP.
        case reload
    }

    private var signals = sigset_t()

    package init() {
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        listener = pthread_self()
        var passing = sigaction()
        passing.__sigaction_handler.sa_handler = { signal in pthread_kill(listener, signal) }
        passing.sa_flags = SA_RESTART
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaction(signal, &passing, nil) }
        // A receiver or a pipe that goes away is an error of the write, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
    }

    /// The next request; nil when `timeout` passes first.
    package func next(timeout: Duration) -> Request? {
        var wanted = signals
        var limit = timespec(
            tv_sec: Int(timeout.components.seconds),
            tv_nsec: Int(timeout.components.attoseconds / 1_000_000_000))
        switch sigtimedwait(&wanted, nil, &limit) {
        case SIGTERM, SIGINT: return .stop
        case SIGHUP: return .reload
        default: return nil
        }
    }
}

/// Written before any handler is in place, and never again: a handler may read it at any moment.
private nonisolated(unsafe) var listener = pthread_t()
