import Glibc

/// What this process has used so far, as the kernel accounts it (getrusage(2)).
struct ResourceUse: Sendable {
    /// User and system time of all threads.
    let cpuSeconds: Double

    /// The largest resident set so far.
    let peakMemoryBytes: Int

    static var now: ResourceUse {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return ResourceUse(
            cpuSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds, peakMemoryBytes: usage.ru_maxrss * 1024)
    }
}

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1_000_000 }
}
