import Frames
import Ingest
import Overload
import Testing

/// What a stream gives up under overload, and that it is as before afterwards.
@Suite(
    "Giving up under overload", .enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"),
    .timeLimit(.minutes(5)))
struct SparingTests {
    private final class Restless: FrameJudge {
        func findsMotion(in frame: Frame) -> Bool { true }
    }

    private static let frameBytes = 115_200

    private func tenths(_ frames: [Frame]) -> [Int] { frames.map { Int(($0.seconds * 10).rounded()) } }

    /// The first frame while only keyframes are decoded, and all others after that is over.
    private func resumed(_ policy: DecodePolicy, _ context: ReaderContext) throws -> [Frame] {
        context.sparing.take([.loopFilter, .rate, .policy])
        let reader = try FrameReader.open(
            .file(Clips.path(Clips.h264)), options: SourceOptions(policy: policy), context: context)
        let first = try #require(try reader.next())
        context.sparing.take([])
        return try [first] + reader.all()
    }

    @Test("Only keyframes are decoded, and what is left out is counted as shed, not as the camera's policy")
    func keyframes() throws {
        let context = ReaderContext()
        context.sparing.take([.loopFilter, .rate, .policy])
        let frames = try FrameReader.open(.file(Clips.path(Clips.h264)), context: context).all()
        #expect(tenths(frames) == [0, 10, 20])
        #expect(context.counters.drops.counts[.shed] == 27)
        #expect(context.counters.drops.counts[.policy] == 0)
    }

    @Test("Decoding resumes at the next keyframe, bit by bit what it would have been")
    func resumes() throws {
        let context = ReaderContext()
        let frames = try resumed(.everyFrame, context)
        #expect(tenths(frames) == [0] + Array(10..<30))
        let reference = try Reference.decode(Clips.path(Clips.h264), as: "yuv420p")
        #expect(frames.last?.bytes == Array(reference.suffix(Self.frameBytes)))
    }

    @Test("A camera on demand gives up its watch, and takes it up again at the next keyframe")
    func onDemand() throws {
        var context = ReaderContext()
        context.onDemand = OnDemandControl(OnDemandOptions()) { Restless() }
        let frames = try resumed(.onDemand, context)
        #expect(tenths(frames) == [0] + Array(10..<30))
        #expect(context.counters.drops.counts[.shed] == 9)
        let reference = try Reference.decode(Clips.path(Clips.h264), as: "yuv420p")
        #expect(frames.last?.bytes == Array(reference.suffix(Self.frameBytes)))
    }

    @Test("Without the loop filter every frame comes, a little different from what it should be")
    func loopFilter() throws {
        let context = ReaderContext()
        context.sparing.take([.loopFilter])
        let frames = try FrameReader.open(.file(Clips.path(Clips.h264)), context: context).all()
        #expect(frames.count == 30)
        let reference = try Reference.decode(Clips.path(Clips.h264), as: "yuv420p")
        let bytes = try #require(frames.last?.bytes)
        let differences = zip(bytes, reference.suffix(Self.frameBytes)).map { abs(Int($0) - Int($1)) }
        let mean = Double(differences.reduce(0, +)) / Double(Self.frameBytes)
        #expect(mean > 0.01 && mean < 8, "\(mean)")
    }

    @Test("The steps are taken in their order, and given back")
    func steps() {
        let sparing = Sparing()
        #expect(!ShedStep.allCases.contains { sparing.includes($0) })
        sparing.take([.loopFilter, .rate])
        #expect(sparing.steps == [.loopFilter, .rate])
        #expect(sparing.includes(.rate) && !sparing.includes(.policy))
        sparing.take([])
        #expect(sparing.steps.isEmpty)
    }
}
