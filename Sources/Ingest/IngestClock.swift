package import Clocks
import Glibc

/// The clocks that ingest looks at and the one way in which it sleeps; replaced in tests.
package protocol IngestClock: Sendable {
    var now: ContinuousClock.Instant { get }
    var wallTime: CaptureTime { get }

    /// Sleeps for `duration` or until stopped; true where it was stopped.
    func wait(for duration: Duration, stop: StopToken) -> Bool
}

/// The machine's clocks.
package struct SystemClock: IngestClock {
    package init() {}

    package var now: ContinuousClock.Instant { .now }

    package var wallTime: CaptureTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return CaptureTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    package func wait(for duration: Duration, stop: StopToken) -> Bool {
        stop.wait(for: duration)
    }
}
