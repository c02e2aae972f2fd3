import Glibc

extension CaptureTime {
    /// The wall clock, now.
    package static func now() -> CaptureTime {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return CaptureTime(microseconds: Int64(moment.tv_sec) * 1_000_000 + Int64(moment.tv_nsec) / 1_000)
    }
}
