import Glibc

/// State that threads share, and wait on until it is as they need it (C. A. R. Hoare, "Monitors", 1974).
///
/// `Synchronization` has a `Mutex` but nothing to wait on; this is a POSIX mutex with a condition variable on the
/// monotonic clock, so that setting the wall clock neither ends nor prolongs a wait.
///
/// Sendable although it holds mutable state: every access is made with the mutex held.
package final class Monitor<State>: @unchecked Sendable {
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: sending State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Reads or changes the state, and wakes whoever waits for it to change.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Waits until `body` returns a value, trying again after each change; nil once `timeout` has passed.
    ///
    /// Without a timeout it waits for ever. `body` may change the state when it returns a value.
    package func wait<Result>(for timeout: Duration? = nil, until body: (inout State) -> Result?) -> Result? {
        // Longer than any wait that is meant, short enough for the sum to fit.
        var deadline = timespec(monotonicAfter: min(timeout ?? .zero, .seconds(1 << 31)))
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) {
                pthread_cond_broadcast(changed)
                return result
            }
            if timeout == nil {
                pthread_cond_wait(changed, mutex)
            } else if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT {
                return body(&state)
            }
        }
    }
}

extension timespec {
    fileprivate init(monotonicAfter duration: Duration) {
        self.init()
        clock_gettime(CLOCK_MONOTONIC, &self)
        let (seconds, attoseconds) = duration.components
        tv_sec += Int(clamping: seconds)
        tv_nsec += Int(attoseconds / 1_000_000_000)
        if tv_nsec >= 1_000_000_000 {
            tv_sec += 1
            tv_nsec -= 1_000_000_000
        }
    }
}
