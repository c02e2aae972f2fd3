/// Turns a stream's timestamps into seconds since its first frame that always increase, whatever the stream says.
///
/// A timestamp that moves on by at most ``longestGap`` is believed. What else cameras send is repaired:
///
/// | timestamp | becomes |
/// |---|---|
/// | missing | one step after the last frame |
/// | the same, or back by less than a second (jitter, reordering) | just after the last frame, until it has caught up |
/// | further back, or ahead by more than the gap (clock set, restart, splice) | one step after the last frame; time goes on from there |
/// | wrapped around (32 or 33 bits) | as if it had more bits |
///
/// A step is what passed since the last frame arrived where that is known (live streams), else the smoothed distance
/// of frames so far, which begins with the stream's nominal one.
package struct FrameClock: Sendable {
    /// Longer gaps than this are not believed; in seconds.
    package static let longestGap = 60.0

    /// How often a timestamp was repaired.
    package private(set) var repairs = 0

    private let timeBase: Double
    private let wrap: Int64?
    private var wrapped: Int64 = 0
    private let nominal: Double?
    private var interval: Double
    private var lastTicks: Int64?
    private var lastSeconds: Double?

    /// Where the stream's time and ours were last set equal.
    private var anchor: (ticks: Int64, seconds: Double)?

    /// - Parameters:
    ///   - timeBase: seconds a tick.
    ///   - wrapBits: after how many bits timestamps begin again; 64 where they do not.
    ///   - nominalInterval: seconds from one frame to the next as the stream's header has it; nil where it is silent.
    package init(timeBase: Double, wrapBits: Int = 64, nominalInterval: Double? = nil) {
        self.timeBase = timeBase > 0 && timeBase.isFinite ? timeBase : 1.0 / 90_000
        self.wrap = (16..<62).contains(wrapBits) ? Int64(1) << wrapBits : nil
        self.nominal = nominalInterval.map { min(max($0, 0.001), 1) }
        self.interval = nominal ?? 0.04
    }

    /// - Parameters:
    ///   - timestamp: in ticks of the time base; nil where the frame has none.
    ///   - elapsed: seconds since the last frame arrived; nil for recordings, which come as fast as they are read.
    package mutating func seconds(at timestamp: Int64?, elapsed: Double? = nil) -> Double {
        let ticks = timestamp.map { unwrap($0) }
        defer { lastTicks = ticks ?? lastTicks }
        guard let last = lastSeconds else { return accept(0, anchoredAt: ticks) }
        let step = max(elapsed ?? interval, Self.smallestStep)
        guard let ticks else { return repair(last + step) }
        // FFmpeg's RTSP gives the first frame no timestamp, and the first frames may come as a burst.
        guard let anchor else { return accept(last + (nominal ?? step), anchoredAt: ticks) }
        let told = anchor.seconds + Double(ticks &- anchor.ticks) * timeBase
        if told > last && told <= last + Self.longestGap { return believe(told, after: last) }
        if told <= last && told > last - 1 { return repair(last + Self.smallestStep) }
        repairs += 1
        return accept(last + min(step, Self.longestGap), anchoredAt: ticks)
    }

    private static let smallestStep = 0.001

    private mutating func believe(_ seconds: Double, after last: Double) -> Double {
        interval += (min(seconds - last, 1) - interval) / 8
        lastSeconds = seconds
        return seconds
    }

    private mutating func repair(_ seconds: Double) -> Double {
        repairs += 1
        lastSeconds = seconds
        return seconds
    }

    private mutating func accept(_ seconds: Double, anchoredAt ticks: Int64?) -> Double {
        if let ticks { anchor = (ticks, seconds) }
        lastSeconds = seconds
        return seconds
    }

    private mutating func unwrap(_ timestamp: Int64) -> Int64 {
        guard let wrap, let last = lastTicks else { return timestamp }
        let ticks = timestamp &+ wrapped
        if ticks < last &- wrap / 2 { wrapped &+= wrap }
        return timestamp &+ wrapped
    }
}
