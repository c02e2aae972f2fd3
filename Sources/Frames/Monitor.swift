import Glibc

/// A lock around a value, with threads that wait until the value suits them.
///
/// `Synchronization` has no condition variable, so this is the one place with a pthread mutex and condition. Waits are
/// timed on the monotonic clock: setting the wall clock neither ends nor prolongs them.
///
/// `@unchecked Sendable` is true because `value` is touched only between lock and unlock of `mutex`; the pthread
/// objects live at fixed addresses from `init` to `deinit`.
@safe package final class Monitor<Value: Sendable>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    package init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(changed, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Reads or changes the value, then wakes every thread in ``wait(until:for:)`` to look at it again.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
        }
        return try body(&value)
    }

    /// Blocks until `ready` returns a value, and returns it; nil once `deadline` has passed without one.
    ///
    /// `ready` runs under the lock: at once, after each ``withLock(_:)`` of another thread, and at the deadline.
    package func wait<Result>(
        until deadline: ContinuousClock.Instant? = nil, for ready: (inout Value) -> Result?
    ) -> Result? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = ready(&value) { return result }
            guard let deadline else {
                unsafe pthread_cond_wait(changed, mutex)
                continue
            }
            let remaining = ContinuousClock.now.duration(to: deadline)
            if remaining <= .zero { return nil }
            var due = timespec.monotonic(after: remaining)
            unsafe pthread_cond_timedwait(changed, mutex, &due)
        }
    }
}

extension timespec {
    /// The monotonic clock's reading `duration` from now; a day at most, after which the waiting loop asks again.
    fileprivate static func monotonic(after duration: Duration) -> timespec {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        let (seconds, attoseconds) = min(duration, .seconds(86_400)).components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
