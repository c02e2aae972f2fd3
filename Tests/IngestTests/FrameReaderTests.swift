import Clocks
import Frames
import Ingest
import Testing

/// Clips that another program made, compared with what that program decodes from them.
@Suite(.enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"), .timeLimit(.minutes(5)))
struct FrameReaderTests {
    private static let inPlace: [(Clips.Recipe, String)] = [
        (Clips.h264, "yuv420p"),
        (Clips.hevc, "yuv420p"),
        (Clips.mjpeg, "yuvj420p"),
        (Clips.small, "yuv420p"),
        (.init(name: "b-frames", container: "mp4", arguments: "-c:v libx264 -pix_fmt yuv420p -g 12 -bf 3"), "yuv420p"),
        (.init(name: "b-frames", container: "ts", arguments: "-c:v libx264 -pix_fmt yuv420p -g 12 -bf 3"), "yuv420p"),
        (.init(name: "422", container: "mkv", arguments: "-c:v libx264 -pix_fmt yuv422p"), "yuv422p"),
        (.init(name: "444", container: "mkv", arguments: "-c:v libx264 -pix_fmt yuv444p"), "yuv444p"),
        (.init(name: "full", container: "mp4", arguments: "-c:v libx264 -pix_fmt yuvj420p"), "yuvj420p"),
        (.init(name: "422", container: "avi", arguments: "-c:v mjpeg -pix_fmt yuvj422p"), "yuvj422p"),
        (.init(name: "grey", container: "mkv", arguments: "-c:v ffv1 -pix_fmt gray"), "gray"),
        (.init(name: "mpeg4", container: "avi", arguments: "-c:v mpeg4 -q:v 4"), "yuv420p"),
        (.init(name: "mpeg2", container: "ts", arguments: "-c:v mpeg2video -r 25 -q:v 4"), "yuv420p"),
        (.init(name: "elementary", container: "h264", arguments: "-c:v libx264 -pix_fmt yuv420p -bf 0"), "yuv420p"),
        (
            .init(
                name: "odd", container: "mkv", arguments: "-c:v ffv1 -pix_fmt yuv420p",
                picture: "testsrc=size=161x121:rate=10:duration=1"), "yuv420p"
        ),
    ]

    @Test(arguments: inPlace)
    func planesReadInPlaceAreWhatFFmpegDecodes(recipe: Clips.Recipe, format: String) throws {
        let path = try Clips.path(recipe)
        let reference = try Reference.decode(path, as: format)
        let context = ReaderContext()
        let frames = try FrameReader.open(.file(path), context: context).all()
        #expect(frames.count > 0)
        #expect(frames.flatMap(\.bytes) == reference)
        #expect(context.counters.counts.converted == 0)
        #expect(context.counters.drops.counts.total == 0)
        #expect(frames.map(\.number) == Array(1...frames.count))
        #expect(frames.allSatisfy { $0.colour.fullRange == (format.hasPrefix("yuvj") || format == "gray") })
    }

    private static let converted: [(Clips.Recipe, String)] = [
        (
            .init(
                name: "10-bit", container: "mp4",
                arguments: "-c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le"), "yuv420p"
        ),
        (.init(name: "10-bit", container: "mov", arguments: "-c:v prores_ks -pix_fmt yuv422p10le"), "yuv420p"),
        (.init(name: "rgb", container: "mkv", arguments: "-c:v ffv1 -pix_fmt bgr0"), "yuv420p"),
        (.init(name: "nv12", container: "avi", arguments: "-c:v rawvideo -pix_fmt nv12"), "yuv420p"),
        (.init(name: "411", container: "avi", arguments: "-c:v mjpeg -strict -1 -pix_fmt yuvj444p"), "yuvj444p"),
        (.init(name: "palette", container: "gif", arguments: "-c:v gif"), "yuv420p"),
        (.init(name: "grey-10", container: "mkv", arguments: "-c:v ffv1 -strict -1 -pix_fmt gray10le"), "gray"),
    ]

    @Test(arguments: converted)
    func otherFormatsBecomeEightBitPlanar(recipe: Clips.Recipe, format: String) throws {
        let path = try Clips.path(recipe)
        let reference = try Reference.decode(path, as: format)
        let frames = try FrameReader.open(.file(path)).all()
        let bytes = frames.flatMap(\.bytes)
        try #require(bytes.count == reference.count)
        let difference = zip(bytes, reference).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(Double(difference) / Double(bytes.count) < 1.5)
    }

    @Test func convertedPicturesLiveInBuffersThatAreUsedAgain() throws {
        let recipe = Self.converted[0].0
        let reader = try FrameReader.open(.file(Clips.path(recipe)))
        var bases: Set<UnsafePointer<UInt8>> = []
        var count = 0
        while let frame = try reader.next() {
            bases.insert(frame.luma.base)
            count += 1
        }
        #expect(count == 30)
        #expect(bases.count <= 2)
    }

    @Test(arguments: [
        ("bt709", 240, ColourSpace.Matrix.bt709), ("smpte170m", 1080, .bt601), ("bt2020nc", 240, .bt2020),
        ("", 240, .bt601), ("", 720, .bt709),
    ])
    func theMatrixIsAsTheStreamSaysOrAsItsHeightSuggests(name: String, height: Int, matrix: ColourSpace.Matrix) throws {
        let tag = name.isEmpty ? "" : " -colorspace \(name)"
        let recipe = Clips.Recipe(
            name: "matrix-\(name)-\(height)", container: "mp4", arguments: "-c:v libx264 -pix_fmt yuv420p" + tag,
            picture: "testsrc=size=320x\(height):rate=5:duration=0.4")
        let frame = try #require(try FrameReader.open(.file(Clips.path(recipe))).next())
        #expect(frame.colour == ColourSpace(matrix: matrix, fullRange: false))
    }

    @Test func secondsFollowAVariableFrameRate() throws {
        let recipe = Clips.Recipe(
            name: "vfr", container: "mp4",
            arguments: "-vf setpts=(N+0.6*mod(N\\,3))/10/TB -fps_mode vfr -c:v libx264 -pix_fmt yuv420p -bf 2")
        let path = try Clips.path(recipe)
        let expected = try Reference.seconds(path)
        let seconds = try FrameReader.open(.file(path)).all().map(\.seconds)
        #expect(seconds.count == expected.count)
        #expect(zip(seconds, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(Set(zip(seconds, seconds.dropFirst()).map { Int(($1 - $0) * 100 + 0.5) }).count > 1)
    }

    @Test func captureTimesOfARecordingCountFromItsGivenStart() throws {
        let start = CaptureTime(microseconds: 1_760_000_000_000_000)
        let options = SourceOptions(timing: .recording(start: start))
        let frames = try FrameReader.open(.file(Clips.path(Clips.h264)), options: options).all()
        #expect(frames.map(\.captured) == frames.map { start.advanced(bySeconds: $0.seconds) })
    }

    @Test func resolutionMayChangeAndTimestampsBeginAnewInMidStream() throws {
        let bytes = try Clips.bytes(Clips.small) + Clips.bytes(Clips.large) + Clips.bytes(Clips.small)
        let path = try Clips.file("spliced.ts", bytes)
        let events = Events()
        let context = ReaderContext(report: events.hear)
        let frames = try FrameReader.open(.file(path), context: context).all()
        let sizes = frames.map { "\($0.luma.width)x\($0.luma.height)" }
        #expect(sizes.runs == ["320x240", "640x480", "320x240"])
        #expect(frames.count >= 58)
        #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.seconds < $1.seconds })
        #expect((frames.last?.seconds ?? 0) < 7)
        #expect(events.formats == ["640x480", "320x240"])
        #expect(context.counters.counts.timestampRepairs >= 2)
    }

    @Test func framesOutliveTheReaderAndTheirNeighbours() throws {
        let path = try Clips.path(Clips.h264)
        let reference = try Reference.decode(path, as: "yuv420p")
        let kept = try FrameReader.open(.file(path)).all().enumerated().filter { $0.offset.isMultiple(of: 7) }
        for (index, frame) in kept {
            #expect(frame.bytes == Array(reference[index * 115_200..<(index + 1) * 115_200]))
        }
    }

    @Test func keyframesAloneAreAFractionOfThePackets() throws {
        let context = ReaderContext()
        let options = SourceOptions(policy: .keyframes)
        let frames = try FrameReader.open(.file(Clips.path(Clips.h264)), options: options, context: context).all()
        #expect(frames.map { ($0.seconds * 10).rounded() } == [0, 10, 20])
        #expect(context.counters.drops.counts[.policy] == 27)
        let reference = try Reference.decode(Clips.path(Clips.h264), as: "yuv420p")
        #expect(frames.last?.bytes == Array(reference[20 * 115_200..<21 * 115_200]))
    }

    @Test func decodingResumesAtAKeyframeWhenThePolicyChanges() throws {
        let context = ReaderContext()
        let reader = try FrameReader.open(
            .file(Clips.path(Clips.h264)), options: SourceOptions(policy: .keyframes), context: context)
        _ = try #require(try reader.next())
        reader.policy = .everyFrame
        let frames = try reader.all()
        #expect(frames.first.map { ($0.seconds * 10).rounded() } == 10)
        #expect(frames.count == 20)
        #expect(context.counters.drops.counts[.awaitingKeyframe] == 9)
    }

    @Test(arguments: [
        ("mp4", "libx264 -pix_fmt yuv420p -g 12 -bf 3 -x264-params b-pyramid=none"),
        ("ts", "libx264 -pix_fmt yuv420p -g 12 -bf 3 -x264-params b-pyramid=none"),
        ("mp4", "libx265 -pix_fmt yuv420p -g 12 -x265-params log-level=none:bframes=3:b-pyramid=0"),
        ("ts", "libx265 -pix_fmt yuv420p -g 12 -x265-params log-level=none:bframes=3:b-pyramid=0"),
    ])
    func picturesThatNoOtherNeedsAreTheBFrames(container: String, encoder: String) throws {
        let recipe = Clips.Recipe(
            name: "kinds-\(encoder.prefix(7))", container: container, arguments: "-c:v " + encoder)
        let context = ReaderContext(onDemand: OnDemandControl(OnDemandOptions()) { Unmoved() })
        _ = try FrameReader.open(
            .file(Clips.path(recipe)), options: SourceOptions(policy: .onDemand), context: context
        ).all()
        let types = try Reference.types(Clips.path(recipe))
        #expect(types.contains("B"))
        let counts = context.counters.counts
        #expect(counts.packets == types.count)
        #expect(counts.disposables == types.count { $0 == "B" })
        #expect(counts.packets - counts.disposables - counts.keyframes == types.count { $0 == "P" })
    }

    @Test func theDescriptionIsWhatFFprobeSays() throws {
        let reader = try FrameReader.open(.file(Clips.path(Clips.h264)))
        #expect(reader.info.codec == "h264")
        #expect(reader.info.container.contains("mp4"))
        #expect((reader.info.width, reader.info.height) == (320, 240))
        #expect(reader.info.framesPerSecond == 10)
        #expect(reader.info.pixelFormat == "yuv420p")
        #expect(reader.info.seconds == 3)
        #expect(reader.info.bitsPerSecond ?? 0 > 1000)
        #expect(reader.info.hardware == nil)
    }

    @Test(arguments: ["vaapi", "cuda", "v4l2m2m", "qsv", "no-such-thing"])
    func absentHardwareGivesWayToSoftwareWithOneWarning(name: String) throws {
        let events = Events()
        let options = SourceOptions(hardware: name)
        let frames = try FrameReader.open(
            .file(Clips.path(Clips.h264)), options: options, context: ReaderContext(report: events.hear)
        ).all()
        #expect(frames.count == 30)
        #expect(events.hardware.count <= 1)
        if name == "no-such-thing" { #expect(events.hardware == [name]) }
    }
}

extension FrameReader {
    func all() throws(MediaError) -> [Frame] {
        var frames: [Frame] = []
        while let frame = try next() { frames.append(frame) }
        return frames
    }
}

extension Frame {
    /// All planes, row by row, as `ffmpeg -f rawvideo` writes them.
    var bytes: [UInt8] {
        let planes = [luma] + (chroma.map { [$0.u, $0.v] } ?? [])
        return planes.flatMap { plane in
            (0..<plane.height).flatMap { row in
                UnsafeBufferPointer(start: plane.base + row * plane.stride, count: plane.width)
            }
        }
    }
}

/// What FFmpeg's own commands make of a clip.
enum Reference {
    static func decode(_ path: String, as format: String) throws -> [UInt8] {
        let output = ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", format, "-"]
        return try Command.run("ffmpeg", ["-v", "error", "-i", path] + output)
    }

    /// I, P or B of each picture.
    static func types(_ path: String) throws -> [Character] {
        let shown = ["-show_entries", "frame=pict_type", "-of", "csv=p=0"]
        let output = try Command.run("ffprobe", ["-v", "error", "-select_streams", "v"] + shown + [path])
        return String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap(\.first)
    }

    /// Timestamps since the first frame's.
    static func seconds(_ path: String) throws -> [Double] {
        let shown = ["-show_entries", "frame=best_effort_timestamp_time", "-of", "csv=p=0"]
        let output = try Command.run("ffprobe", ["-v", "error", "-select_streams", "v"] + shown + [path])
        let stamps = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap {
            Double($0.prefix { $0 != "," })
        }
        return stamps.map { $0 - (stamps.first ?? 0) }
    }
}

extension [String] {
    /// Without repetitions in a row.
    fileprivate var runs: [String] {
        reduce(into: []) { runs, next in
            if runs.last != next { runs.append(next) }
        }
    }
}

/// Sees nothing move.
private final class Unmoved: FrameJudge {
    func findsMotion(in frame: Frame) -> Bool { false }
}
