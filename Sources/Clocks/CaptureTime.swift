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
    package func advanced(bySeconds seconds: Double) -> CaptureTime {
        CaptureTime(microseconds: microseconds + Int64((seconds * 1_000_000).rounded()))
    }
}
