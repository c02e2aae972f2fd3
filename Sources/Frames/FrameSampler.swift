/// Chooses the frames to look at when a camera sends more of them than `fps` asks for.
///
/// A frame is due once its time has reached the next tick of a clock that runs at `fps`. The clock keeps its phase while
/// frames come, so that 5 of 12.5 frames a second are 5, not 4.17, and starts afresh after a gap.
package struct FrameSampler: Sendable {
    private let interval: Double
    private var next: Double

    /// - Parameters:
    ///   - fps: frames to look at a second; at least 0.01.
    ///   - first: when the first one is due; nil for at once.
    package init(fps: Double, first: Double? = nil) {
        interval = 1 / max(fps, 0.01)
        next = first ?? -.infinity
    }

    /// Whether the frame at this time is looked at.
    package mutating func isDue(at seconds: Double) -> Bool {
        // Cameras jitter by a millisecond or two; a frame that is this early is the one that was meant.
        let tolerance = interval * 0.05
        guard seconds >= next - tolerance else { return false }
        next = seconds - next > interval ? seconds + interval : next + interval
        return true
    }
}
