import Foundation
import Frames
import Ingest
import Seeds
import Testing

@Suite(.enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"), .timeLimit(.minutes(30)))
struct BadFileTests {
    private func failure(of path: String) throws -> MediaError {
        try #require(throws: MediaError.self) { _ = try FrameReader.open(.file(path)).all() }
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let error = try failure(of: "/no/such/clip.mp4")
        #expect(error.cause == .notFound)
        #expect(error.description == "/no/such/clip.mp4: opening: no such file")
    }

    @Test(arguments: ["/", "/dev/zero"]) func whatIsNoRegularFileIsRefused(path: String) throws {
        #expect(try failure(of: path).cause == .notMedia)
    }

    @Test func aPipeDoesNotBlock() throws {
        let path = Clips.folder.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(try failure(of: path).cause == .notMedia)
    }

    @Test func whatIsNoVideoIsSaidToBeNone() throws {
        let texts = [
            "", "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\nfile:///etc/passwd\n",
            "<!DOCTYPE html><html><body>Sign in</body></html>", "ffconcat version 1.0\nfile /etc/passwd\n",
            String(repeating: "a plain text, line after line\n", count: 1000),
        ]
        for (index, text) in texts.enumerated() {
            let path = try Clips.file("no-video-\(index).txt", Array(text.utf8))
            let error = try failure(of: path)
            #expect([.notMedia, .ended].contains(error.cause), "\(text.prefix(20)): \(error)")
            #expect(error.place == path)
        }
    }

    @Test func soundAloneIsNoVideo() throws {
        let sound = Clips.Recipe(
            name: "sound", container: "mp4", arguments: "-c:a aac", picture: "sine=frequency=440:duration=1")
        #expect(try failure(of: Clips.path(sound)).cause == .noVideo)
    }

    @Test func pictureSizesBeyondTheLimitAreRefused() throws {
        let options = SourceOptions(maximumPixels: 1000)
        let path = try Clips.path(Clips.h264)
        let context = ReaderContext()
        #expect(throws: MediaError.self) {
            _ = try FrameReader.open(.file(path), options: options, context: context).all()
        }
    }

    @Test(arguments: [Clips.h264, Clips.hevc, Clips.mjpeg, Clips.small], [0.1, 0.5, 0.9])
    func aTruncatedFileGivesWhatItHoldsOrAnError(recipe: Clips.Recipe, part: Double) throws {
        let whole = try Clips.bytes(recipe)
        let path = try Clips.file(
            "cut-\(part)-\(recipe.testDescription)", Array(whole.prefix(Int(Double(whole.count) * part))))
        let outcome = Self.read(path)
        #expect(outcome.frames < 30)
        #expect(outcome.frames > 0 || outcome.error != nil)
        // MP4 keeps its index at the end; all others show what is there.
        if recipe.container != "mp4" && part > 0.4 { #expect(outcome.frames > 3) }
    }

    @Test func decodingGoesOnAfterDamage() throws {
        var bytes = try Clips.bytes(Clips.small)
        for offset in bytes.count / 3..<bytes.count / 3 + 4000 { bytes[offset] = 0x55 }
        let context = ReaderContext()
        let frames = try FrameReader.open(.file(Clips.file("hole.ts", bytes)), context: context).all()
        #expect(frames.count >= 10)
        #expect((frames.last?.seconds ?? 0) > 1.5)
        #expect(context.counters.drops.counts.total > 0)
    }

    /// `VEDETTE_FUZZ_SEEDS` asks for more.
    private static let seeds = ProcessInfo.processInfo.environment["VEDETTE_FUZZ_SEEDS"].flatMap(UInt64.init) ?? 200

    @Test func flippedBytesNeitherCrashNorHangNorLeak() throws {
        let recipes = [Clips.h264, Clips.hevc, Clips.mjpeg, Clips.small]
        let wholes = try recipes.map(Clips.bytes)
        var (frames, failures, resident) = (0, 0, 0)
        for seed in 0..<Self.seeds {
            var random = SplitMix64(seed: seed)
            let index = Int(seed) % recipes.count
            let path = try Clips.file("flipped." + recipes[index].container, wholes[index].flipped(using: &random))
            let outcome = Self.read(path)
            frames += outcome.frames
            failures += outcome.error == nil ? 0 : 1
            if let error = outcome.error { #expect(error.place == path) }
            // Pools and caches of the libraries have filled up by then.
            if seed == Self.seeds / 2 { resident = Self.residentBytes }
        }
        #expect(frames > Int(Self.seeds))
        #expect(failures > 0)
        let growth = Self.residentBytes - resident
        print("\(Self.seeds) damaged files: \(frames) frames, \(failures) refused, \(growth >> 20) MiB growth")
        #expect(growth < 200 << 20)
    }

    private static func read(_ path: String) -> (frames: Int, error: MediaError?) {
        var count = 0
        do throws(MediaError) {
            let reader = try FrameReader.open(.file(path))
            while let frame = try reader.next() {
                count += 1
                _ = frame.bytes.last
            }
            return (count, nil)
        } catch {
            return (count, error)
        }
    }

    private static var residentBytes: Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}

extension [UInt8] {
    /// With 1 to 200 bytes changed, now and then cut short; in the header as often as elsewhere.
    fileprivate func flipped(using random: inout SplitMix64) -> [UInt8] {
        var bytes = self
        let changes = 1 << Int.random(in: 0...7, using: &random)
        for _ in 0..<changes {
            let end = Int.random(in: 0..<4, using: &random) == 0 ? Swift.min(1000, count) : count
            bytes[Int.random(in: 0..<end, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        let isCut = Int.random(in: 0..<8, using: &random) == 0
        return isCut ? Array(bytes.prefix(Int.random(in: 1...count, using: &random))) : bytes
    }
}
