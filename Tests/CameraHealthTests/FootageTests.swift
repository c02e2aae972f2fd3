import CameraHealth
import Foundation
import Frames
import Ingest
import TestSupport
import Testing

/// Real footage, and drawn, with troubles that FFmpeg makes, encoded as cameras encode and decoded as the daemon does.
@Suite(
    "Troubles of encoded footage", .enabled(if: Film.canBeMade, "needs the command ffmpeg"), .timeLimit(.minutes(5)))
struct FootageTests {
    struct Case: CustomTestStringConvertible {
        let trouble: Trouble
        let filter: String
        var drawn = false
        var testDescription: String { "\(trouble) by \(filter)" }

        /// What `filter` calls the time of the trouble.
        static let during = "enable='gte(t,\(Film.begin))'"
    }

    static let cases = [
        Case(trouble: .covered, filter: "drawbox=c=black:t=fill:\(Case.during)"),
        Case(trouble: .covered, filter: "drawbox=c=0x806050:w=iw*0.8:t=fill:\(Case.during),noise=c0s=4:c0f=t"),
        Case(trouble: .defocused, filter: "gblur=sigma=4:\(Case.during)"),
        Case(
            trouble: .moved,
            filter: "crop=w=iw*0.8:h=ih*0.8:x='iw*0.1+gte(t,\(Film.begin))*0.07*iw':y=ih*0.1,scale=640:480"),
        Case(trouble: .moved, filter: "rotate='gte(t,\(Film.begin))*PI/18'"),
        Case(trouble: .dark, filter: "lutyuv=y='16+(val-16)*0.08':\(Case.during)"),
        Case(trouble: .frozen, filter: "loop=loop=900:size=1:start=\(Film.begin * Film.rate)"),
    ]

    @Test(
        "A trouble of real footage is told within 45 seconds, and nothing else",
        .enabled(if: Film.hasFootage, "needs video/pets09-s2l1.mp4 in VEDETTE_MATERIAL"), arguments: cases)
    func real(_ sample: Case) throws {
        let told = try Film.footage(sample.filter).told()
        #expect(told.map(\.fact.trouble) == [sample.trouble])
        #expect(told.allSatisfy { $0.second <= Double(Film.begin) + 45 }, "\(told)")
    }

    @Test("The same of a drawn scene", arguments: cases)
    func drawn(_ sample: Case) throws {
        let told = try Film.drawn(sample.filter).told()
        #expect(told.map(\.fact.trouble) == [sample.trouble])
        #expect(told.allSatisfy { $0.second <= Double(Film.begin) + 45 }, "\(told)")
    }

    @Test("A third of the frames is told where something moves", .enabled(if: Film.hasFootage, "needs footage"))
    func slow() throws {
        let told = try Film.footage("select='if(gte(t,90),not(mod(n,3)),1)'", seconds: 150).told()
        #expect(told.map(\.fact.trouble) == [.slow])
    }

    @Test("A still scene as a smart codec sends it, repeated to the bit for ten seconds at a time, is in no trouble")
    func smartCodec() throws {
        let film = try Film.drawn("null", seconds: 100, encoder: "-crf 38 -g 100 -keyint_min 100")
        #expect(try film.repeats() > 0.5, "the encoder repeats nothing, so nothing is tested")
        #expect(try film.told().isEmpty)
    }

    @Test(
        "Real clips are in no trouble", .enabled(if: Film.hasFootage, "needs the clips of VEDETTE_MATERIAL"),
        arguments: [
            "video/bottle-detection", "video/car-detection", "video/door-vfr", "video/one-by-one-person-detection",
            "video/person-bicycle-car", "video/pets09-s2l1", "motion/highway",
        ].filter { Material.has($0 + ".mp4") })
    func falseAlarms(clip: String) throws {
        #expect(try Film(path: Material.path(clip + ".mp4")).told().isEmpty)
    }
}

/// A clip, and what is told of it.
struct Film {
    let path: String

    /// Second at which troubles begin, and frames a second.
    static let (begin, rate) = (40, 10)
    static let hasFootage = Material.has("video/pets09-s2l1.mp4")
    static let canBeMade = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private static let folder = Folder()
    private static let camera = "-crf 23 -g 20 -keyint_min 20 -maxrate 2M -bufsize 4M"

    static func footage(_ filter: String, seconds: Int = 85) throws -> Film {
        let clip = Material.path("video/pets09-s2l1.mp4")
        return try make(["-stream_loop", "-1", "-i", clip], filter, seconds, camera)
    }

    /// A still drawing with a sensor's noise.
    static func drawn(_ filter: String, seconds: Int = 85, encoder: String = camera) throws -> Film {
        let drawing = folder.path("yard.pgm")
        if !FileManager.default.fileExists(atPath: drawing) {
            let header = "P5 \(Yard.width) \(Yard.height) 255\n"
            try (Data(header.utf8) + Data(Yard().view().map { UInt8(min(max($0, 0), 255)) }))
                .write(to: URL(fileURLWithPath: drawing))
        }
        let input = ["-loop", "1", "-framerate", "\(rate)", "-i", drawing]
        return try make(input, "noise=c0s=4:c0f=t:c0_seed=7," + filter, seconds, encoder)
    }

    private static func make(_ input: [String], _ filter: String, _ seconds: Int, _ encoder: String) throws -> Film {
        let path = folder.path(UUID().uuidString + ".mp4")
        let process = try RunningProcess(
            "ffmpeg",
            ["-v", "error", "-y"] + input + ["-vf", filter + ",format=yuv420p", "-t", "\(seconds)", "-an"]
                + "-fps_mode vfr -c:v libx264 -preset ultrafast -bf 0 -sc_threshold 0".split(separator: " ").map(
                    String.init)
                + encoder.split(separator: " ").map(String.init) + [path])
        guard process.exitStatus(within: 240) == 0 else { throw Failed(message: process.standardError) }
        return Film(path: path)
    }

    struct Failed: Error {
        let message: String
    }

    /// Everything that is told, at which second of the film. Something moves all the time.
    func told() throws -> [(second: Double, fact: TroubleFact)] {
        var monitor = HealthMonitor()
        let context = ReaderContext()
        let reader = try FrameReader.open(SourceURL(path), context: context)
        var told: [(second: Double, fact: TroubleFact)] = []
        while let frame = try reader.next() {
            let facts = monitor.examine(frame, isMoving: true, packets: context.counters.counts.packets)
            told += facts.map { (frame.seconds, $0) }
        }
        return told
    }

    /// The share of pictures that are the same, to the bit, as the one before.
    func repeats() throws -> Double {
        let reader = try FrameReader.open(SourceURL(path))
        var (last, same, count): ([UInt8], Int, Int) = ([], 0, 0)
        while let frame = try reader.next() {
            let rows = (0..<frame.luma.height).flatMap { row in
                Array(UnsafeBufferPointer(start: frame.luma.base + row * frame.luma.stride, count: frame.luma.width))
            }
            same += rows == last ? 1 : 0
            count += 1
            last = rows
        }
        return Double(same) / Double(max(count, 1))
    }

    /// Removed when the process ends.
    private final class Folder: Sendable {
        init() {
            try? FileManager.default.createDirectory(atPath: Self.place, withIntermediateDirectories: true)
            atexit { try? FileManager.default.removeItem(atPath: Folder.place) }
        }

        private static var place: String { NSTemporaryDirectory() + "vedette-health-\(getpid())" }

        func path(_ name: String) -> String { Self.place + "/" + name }
    }
}
