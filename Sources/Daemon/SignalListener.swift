import Glibc

/// Waits for the signals that steer a daemon, on the thread that calls ``next()``.
///
/// The signals are blocked in every thread, so that they wait for `sigwait(3)` and never interrupt a system call;
/// create it before any other thread starts, since threads inherit the mask.
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
