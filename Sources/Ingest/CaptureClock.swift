package import Clocks

/// Says when a frame was taken, from the best clock at hand.
///
/// 1. A recording: its start plus the frame's seconds, so that a replay tells the same times.
/// 2. Our clock at the first frame's arrival plus the frame's seconds. A frame cannot have been taken after it arrived,
///    so a picture that would come from the future pulls the clock back at once; one that seems older than the least
///    delay seen pushes it forward by at most ``slew``, which follows a drifting crystal (100 ppm) and not the network's
///    jitter. Beyond ``jump`` seconds, time was set or lost, and the clock starts anew.
/// 3. A camera that sends RTCP sender reports shifts that to its own clock, as long as the two are within ``tolerance``.
///    Cameras without NTP begin in 1970 after each power cut; their time would put events where nobody looks for them.
///    The shift is kept between readings, since FFmpeg before 6 hands on only a connection's first report.
///
/// The times of one stream increase, but for one step back where a clock was set or the camera's first report came in.
package struct CaptureClock: Sendable {
    package static let tolerance = 60.0
    package static let slew = 0.001
    package static let jump = 5.0

    /// How far ahead of ours the camera's refused clock is, in seconds; nil where there is none or it is in use.
    package private(set) var refusedOffset: Double?

    /// How far ahead of ours the camera's clock was when it was last read, in use or not, in seconds; nil before that.
    package private(set) var offset: Double?

    private let timing: SourceOptions.Timing
    private var anchor: (captured: CaptureTime, seconds: Double)?
    private var last: CaptureTime?

    /// How far the camera's accepted clock is ahead of our estimate, in seconds.
    private var shift = 0.0

    package init(_ timing: SourceOptions.Timing) {
        self.timing = timing
    }

    /// - Parameters:
    ///   - seconds: the frame's, from ``FrameClock``.
    ///   - arrived: our wall clock when it arrived.
    ///   - camera: when it was taken by the camera's own clock, where a new reading of that is known.
    package mutating func captured(at seconds: Double, arrived: CaptureTime, camera: CaptureTime?) -> CaptureTime {
        if case .recording(let start) = timing { return start.advanced(bySeconds: seconds) }
        let ours = anchored(at: seconds, arrived: arrived)
        if let camera { setShift(to: camera, ours: ours, arrived: arrived) }
        let time = ours.advanced(bySeconds: shift)
        let increasing = max(time, last.map { CaptureTime(microseconds: $0.microseconds + 1) } ?? time)
        last = increasing
        return increasing
    }

    private mutating func setShift(to camera: CaptureTime, ours: CaptureTime, arrived: CaptureTime) {
        let offset = camera.seconds(since: arrived)
        self.offset = offset
        let isBelievable = abs(offset) <= Self.tolerance
        refusedOffset = isBelievable ? nil : offset
        let before = shift
        shift = isBelievable ? camera.seconds(since: ours) : 0
        // Held back by what was told before, times would stand still until the clock has caught up.
        if shift < before - 1 { last = nil }
    }

    private mutating func anchored(at seconds: Double, arrived: CaptureTime) -> CaptureTime {
        guard let anchor else {
            self.anchor = (arrived, seconds)
            return arrived
        }
        let passed = seconds - anchor.seconds
        let expected = anchor.captured.advanced(bySeconds: passed)
        let late = arrived.seconds(since: expected)
        let isJump = abs(late) > Self.jump
        let correction = isJump ? late : min(late, passed * Self.slew)
        let time = expected.advanced(bySeconds: correction)
        self.anchor = (time, seconds)
        if isJump {
            shift = 0
            last = nil
        }
        return time
    }
}

extension CaptureTime {
    /// Saturates: a camera may claim any moment.
    fileprivate func seconds(since other: CaptureTime) -> Double {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(other.microseconds)
        return overflow ? .infinity : Double(difference) / 1_000_000
    }
}
