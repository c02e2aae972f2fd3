/// A moment on the wall clock, UTC, in microseconds since 1970: when a picture was taken.
///
/// It says *when something happened* and goes into events. How long something took is measured with
/// `ContinuousClock`; the one is never used for the other, since wall clocks are set back and forward.
package struct CaptureTime: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: CaptureTime, right: CaptureTime) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The moment `seconds` later (earlier where negative), rounded to a microsecond.
    ///
    /// Cameras send any number at all: what leads out of range stays at its edge, and NaN leads nowhere.
    package func advanced(bySeconds seconds: Double) -> CaptureTime {
        let step = Int64(clamping: (seconds * 1_000_000).rounded())
        let (sum, overflow) = microseconds.addingReportingOverflow(step)
        return CaptureTime(microseconds: overflow ? (step > 0 ? .max : .min) : sum)
    }

    /// The moment `duration` later, in whole microseconds; what leads out of range stays at its edge.
    package func advanced(by duration: Duration) -> CaptureTime {
        let (seconds, attoseconds) = duration.components
        let (whole, isFar) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (step, isFarther) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        let (sum, isBeyond) = microseconds.addingReportingOverflow(step)
        return CaptureTime(microseconds: isFar || isFarther || isBeyond ? (seconds > 0 ? .max : .min) : sum)
    }

    /// How much later the other moment is; negative where it is earlier.
    package func duration(to other: CaptureTime) -> Duration {
        .microseconds(other.microseconds) - .microseconds(microseconds)
    }
}

extension Int64 {
    /// The nearest integer that there is; 0 for NaN.
    fileprivate init(clamping value: Double) {
        self = Int64(exactly: value) ?? (value.isNaN ? 0 : value > 0 ? .max : .min)
    }
}
