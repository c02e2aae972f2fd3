import Clocks
import Frames
import Ingest
import Testing

/// Whose clock frames of a live camera go by.
@Suite(.enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"), .timeLimit(.minutes(10)))
struct CaptureTimeTests {
    /// How far each frame's capture time is ahead of the machine's clock, in seconds; and what was reported.
    private func offsets(ofACamera clockOffset: Double) throws -> ([Double], Events) {
        let (frames, events) = try frames(ofACamera: clockOffset)
        return (frames.map(\.captured), events)
    }

    /// The same, and what the frames themselves say of the camera's clock.
    private func frames(
        ofACamera clockOffset: Double
    ) throws -> (frames: [(captured: Double, clock: Double?)], events: Events) {
        let camera = try RTPCamera.start(Clips.h264, clockOffset: clockOffset)
        let events = Events()
        let reader = try FrameReader.open(
            SourceURL("rtsp://127.0.0.1:\(camera.port)/live"), context: ReaderContext(report: events.hear))
        var offsets: [(captured: Double, clock: Double?)] = []
        while let frame = try? reader.next() {
            let now = SystemClock().wallTime
            offsets.append((Double(frame.captured.microseconds - now.microseconds) / 1_000_000, frame.clockOffset))
        }
        return (offsets, events)
    }

    @Test(arguments: [-30, 0, 30] as [Double])
    func aCamerasClockIsFollowedWhereItIsNearOurs(clockOffset: Double) throws {
        let (offsets, events) = try offsets(ofACamera: clockOffset)
        #expect(offsets.count > 20)
        // FFmpeg shows the first report with the packets after it.
        #expect(offsets.dropFirst(5).allSatisfy { abs($0 - clockOffset) < 5 }, "\(offsets)")
        #expect(events.all.isEmpty)
    }

    @Test(
        "A frame says how far the camera's clock is off, whether it is followed or not",
        arguments: [-30, 0, -4000] as [Double])
    func framesTellOfTheClock(clockOffset: Double) throws {
        let frames = try frames(ofACamera: clockOffset).frames
        #expect(frames.count > 20)
        let told = frames.dropFirst(5).compactMap(\.clock)
        #expect(told.count > 15 && told.allSatisfy { abs($0 - clockOffset) < 5 }, "\(told)")
    }

    @Test func aCamerasClockWithoutNTPIsRefusedAndReportedOnce() throws {
        let (offsets, events) = try offsets(ofACamera: -1_000_000_000)
        #expect(offsets.count > 20)
        #expect(offsets.allSatisfy { abs($0) < 5 }, "\(offsets)")
        #expect(events.all.count == 1)
        guard case .cameraClockRefused(let offset)? = events.all.first else {
            Issue.record("nothing was reported")
            return
        }
        #expect(abs(offset + 1_000_000_000) < 10)
    }
}
