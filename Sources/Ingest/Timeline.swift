import Clocks
import Frames

/// Puts a stream's frames in time: seconds, moment of capture, moment of arrival.
struct Timeline {
    private let secondsPerTick: Double
    private let isLive: Bool
    private var frames: FrameClock
    private var capture: CaptureClock
    private var arrivals = ArrivalLog()
    private var lastArrival: ContinuousClock.Instant?
    private var hasReportedClock = false

    /// The camera's clock at timestamp zero, in microseconds since 1970, as a sender report told it; nil once it was used.
    private var cameraStart: Int64?
    private var startTime: Int64?

    init(_ stream: VideoStream, timing: SourceOptions.Timing) {
        secondsPerTick = stream.secondsPerTick
        isLive = timing == .live
        frames = FrameClock(
            timeBase: stream.secondsPerTick, wrapBits: stream.wrapBits,
            nominalInterval: stream.framesPerSecond.map { 1 / $0 })
        capture = CaptureClock(timing)
    }

    /// How far the camera's clock is ahead of ours, in seconds, as of its last reading; nil before one.
    var clockOffset: Double? { capture.offset }

    /// Reads what the camera's clock says.
    mutating func readClock(_ packet: borrowing Packet, startTime: Int64?) {
        let pts = packet.pts
        if let made = packet.producerTime, let pts, let offset = microseconds(pts) {
            cameraStart = made &- offset
        } else if startTime != self.startTime {
            (cameraStart, self.startTime) = (startTime, startTime)
        }
    }

    /// A packet goes to the decoder.
    mutating func note(_ pts: Int64?, _ arrival: Arrival) {
        arrivals.note(pts, arrival)
    }

    /// Of the packet that a picture was decoded from.
    func arrival(of picture: Picture) -> Arrival { arrivals.arrival(of: picture.timestamp) }

    mutating func time(
        of picture: Picture, context: ReaderContext
    ) -> (seconds: Double, captured: CaptureTime, arrived: ContinuousClock.Instant) {
        let arrived = arrival(of: picture)
        let elapsed = lastArrival.map { $0.duration(to: arrived.instant) / .seconds(1) }
        lastArrival = arrived.instant
        let repairs = frames.repairs
        let seconds = frames.seconds(at: picture.timestamp, elapsed: isLive ? elapsed : nil)
        if frames.repairs > repairs { context.counters.count { $0.timestampRepairs += 1 } }
        let captured = capture.captured(at: seconds, arrived: arrived.wall, camera: cameraTime(of: picture))
        reportRefusedClock(context)
        return (seconds, captured, arrived.instant)
    }

    private mutating func cameraTime(of picture: Picture) -> CaptureTime? {
        guard let cameraStart, let timestamp = picture.timestamp, let offset = microseconds(timestamp) else {
            return nil
        }
        self.cameraStart = nil
        return CaptureTime(microseconds: cameraStart &+ offset)
    }

    private func microseconds(_ ticks: Int64) -> Int64? {
        Int64(exactly: (Double(ticks) * secondsPerTick * 1_000_000).rounded())
    }

    private mutating func reportRefusedClock(_ context: ReaderContext) {
        guard !hasReportedClock, let offset = capture.refusedOffset else { return }
        hasReportedClock = true
        context.report(.cameraClockRefused(offset: offset))
    }
}

/// When a packet came.
struct Arrival: Sendable {
    var instant: ContinuousClock.Instant
    var wall: CaptureTime

    /// The stream's decoding time, of a clock that only goes forward.
    var seconds: Double
}

/// When the packets that the decoder got last had come, by their timestamps: a decoder that reorders gives a picture back
/// some packets later.
private struct ArrivalLog {
    private var entries: [(timestamp: Int64?, arrival: Arrival)] = []
    private var next = 0

    /// More than any codec reorders.
    private static let capacity = 32

    mutating func note(_ timestamp: Int64?, _ arrival: Arrival) {
        if entries.count < Self.capacity {
            entries.append((timestamp, arrival))
        } else {
            entries[next] = (timestamp, arrival)
        }
        next = (next + 1) % Self.capacity
    }

    /// The last packet's where none has this timestamp.
    func arrival(of timestamp: Int64?) -> Arrival {
        if let timestamp, let entry = entries.first(where: { $0.timestamp == timestamp }) { return entry.arrival }
        let last = (next + entries.count - 1) % max(entries.count, 1)
        return entries.indices.contains(last)
            ? entries[last].arrival : Arrival(instant: .now, wall: SystemClock().wallTime, seconds: 0)
    }
}
