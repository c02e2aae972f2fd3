import Clocks
import Daemon
import Events
import Foundation
import Settings
import TestSupport
import Testing

/// Clips of a still, noisy scene in which a box crosses, as cameras of all kinds would send them, decoded on demand and in
/// full: through FFmpeg, the motion gate and all.
@Suite("Decoding on demand", .enabled(if: StillScene.canBeMade, "needs the command ffmpeg"))
struct OnDemandTests {
    private static let crossings = [32.0, 52]

    @Test(
        "What moves is told of at the time at which it moved, and the rest is left undecoded",
        arguments: [
            "libx264 -g 20 -bf 0 -crf 23", "libx264 -g 20 -bf 3 -crf 23", "libx264 -g 100 -bf 0 -crf 23",
            "libx264 -g 50 -bf 0 -crf 26 -maxrate 1M -bufsize 1M",
            "libx265 -g 20 -x265-params log-level=error:scenecut=0:pools=none",
        ])
    func saves(encoding: String) throws {
        let clip = try StillScene.clip(encoding, crossings: Self.crossings)
        let (whole, demand) = try (Watched(clip, .everyFrame), Watched(clip, .auto))
        #expect(whole.motions.count == 2)
        #expect(demand.motions.count == 2)
        for (found, wanted) in zip(demand.motions, whole.motions) { #expect(abs(found - wanted) < 0.5) }
        #expect(whole.skipped == 0)
        #expect(demand.skipped > 12)
        #expect(demand.changes.isEmpty)
        #expect(demand.blind < 0.5)
    }

    @Test(
        "Looks that come seldom find no motion where there is none",
        arguments: ["libx264 -g 20 -bf 0 -crf 23", "libx265 -g 20 -x265-params log-level=error:scenecut=0:pools=none"])
    func seldomLooks(encoding: String) throws {
        let clip = try StillScene.clip(encoding, seconds: 240, crossings: [24, 40, 56])
        let demand = try Watched(clip, .auto)
        #expect(demand.motions.count == 3)
        #expect(demand.changes.isEmpty)
        #expect(demand.skipped > 160)
    }

    @Test(
        "Where keyframes never come, or one a minute, every frame is decoded, and that is told once",
        arguments: [100_000, 600])
    func keyframesTooFarApart(gop: Int) throws {
        let clip = try StillScene.clip(
            "libx264 -g \(gop) -keyint_min \(gop) -bf 0 -crf 23", seconds: 90, crossings: [70])
        let demand = try Watched(clip, .auto)
        #expect(demand.changes.map(\.reason) == [.keyframes])
        #expect(demand.changes.map(\.policy) == [.everyFrame])
        #expect(demand.skipped == 0)
        #expect(demand.motions.count == 1)
    }

    @Test("A GOP that does not fit is decoded before it is lost")
    func gopLargerThanTheBound() throws {
        // About 0.15 Mbit/s and a GOP of 20 s, of which a megabyte holds two.
        let clip = try StillScene.clip("libx264 -g 200 -keyint_min 200 -bf 0 -crf 12", seconds: 90, crossings: [75])
        let demand = try Watched(clip, .auto, "on_demand: {memory_mb: 1}")
        #expect(demand.dropped == 0)
        #expect(demand.motions.count == 1)
    }

    @Test("Another picture size is learnt anew")
    func resolutionChanges() throws {
        let first = try StillScene.clip("libx264 -g 20 -bf 0 -crf 23", seconds: 40, crossings: [], container: "ts")
        let second = try StillScene.clip(
            "libx264 -g 20 -bf 0 -crf 23", size: "480x360", seconds: 40, crossings: [30], container: "ts")
        let spliced = try StillScene.spliced([first, second])
        let (whole, demand) = try (Watched(spliced, .everyFrame), Watched(spliced, .auto))
        #expect(demand.motions.count == whole.motions.count)
        for (found, wanted) in zip(demand.motions, whole.motions) { #expect(abs(found - wanted) < 0.5) }
        #expect(demand.skipped > 10)
    }

    @Test("A frame rate that is a lie changes nothing")
    func lyingFrameRate() throws {
        let clip = try StillScene.clip(
            "libx264 -g 20 -bf 0 -crf 23", crossings: Self.crossings, claimedRate: 60, container: "mkv")
        let demand = try Watched(clip, .auto)
        #expect(demand.motions.count == 2)
        #expect(demand.skipped > 12)
    }

    @Test("The first pictures after a silence are decoded")
    func silence() throws {
        let clip = try StillScene.clip(
            "libx264 -g 20 -bf 0 -crf 23", crossings: [52], silence: 35...52)
        let demand = try Watched(clip, .auto)
        #expect(demand.motions.count == 1)
        #expect(abs((demand.motions.first ?? 0) - 52) < 1.5)
        #expect(demand.changes.isEmpty)
    }

    @Test("Pictures that all stand alone are all decoded")
    func motionJPEG() throws {
        let clip = try StillScene.clip("mjpeg -q:v 6", seconds: 40, crossings: [30], container: "avi")
        let demand = try Watched(clip, .auto)
        #expect(demand.skipped == 0)
        #expect(demand.motions.count == 1)
    }

    @Test("Where noise drowns what packets betray, looks find it, and every frame is decoded from there on")
    func noise() throws {
        let crossings = stride(from: 32.0, to: 110, by: 11).map { $0 }
        let clip = try StillScene.clip("libx264 -g 20 -bf 0 -crf 18", seconds: 120, noise: 12, crossings: crossings)
        let demand = try Watched(clip, .auto)
        #expect(demand.changes.map(\.reason) == [.recall])
        let told = try #require(demand.changedAt.first)
        #expect(told < 80)
        let whole = try Watched(clip, .everyFrame)
        #expect(demand.motions.filter { $0 > told } == whole.motions.filter { $0 > told })
    }

    @Test("A clip gives the same events each time")
    func sameAgain() throws {
        let clip = try StillScene.clip("libx264 -g 20 -bf 3 -crf 23", crossings: Self.crossings)
        #expect(try Watched(clip, .auto).lines == Watched(clip, .auto).lines)
    }

    @Test(
        "Where packets betray nothing, the audit finds it and every frame is decoded",
        .enabled(if: Material.has("video/car-detection.mp4"), "needs VEDETTE_MATERIAL"))
    func noisyEncodes() throws {
        let demand = try Watched(Material.path("video/car-detection.mp4"), .auto)
        #expect(demand.changes.map(\.reason) == [.recall])
        #expect(demand.changes.map(\.policy) == [.everyFrame])
        let whole = try Watched(Material.path("video/car-detection.mp4"), .everyFrame)
        #expect(demand.motions == whole.motions)
    }

    @Test(
        "Where something moves nearly all the time and packets do not tell, audits find it in time",
        .enabled(if: Material.has("video/person-bicycle-car.mp4"), "needs VEDETTE_MATERIAL"))
    func nearlyAlwaysBusy() throws {
        let clip = try StillScene.repeated(Material.path("video/person-bicycle-car.mp4"), times: 7)
        let demand = try Watched(clip, .auto)
        #expect(demand.changes.map(\.reason) == [.recall])
        #expect(demand.changes.map(\.policy) == [.everyFrame])
        let whole = try Watched(clip, .everyFrame)
        #expect(demand.motions == whole.motions)
    }

    @Test(
        "Where people walk all the time nothing is lost",
        .enabled(
            if: Material.has("video/pets09-s2l1.mp4", "video/one-by-one-person-detection.mp4"), "needs VEDETTE_MATERIAL"
        ),
        arguments: ["pets09-s2l1", "one-by-one-person-detection"])
    func busyScenes(name: String) throws {
        let clip = Material.path("video/\(name).mp4")
        let (whole, demand) = try (Watched(clip, .everyFrame), Watched(clip, .auto))
        #expect(demand.motions == whole.motions)
        #expect(demand.changes.isEmpty)
    }
}

/// What the pipeline told of a clip.
private struct Watched {
    var motions: [Double] = []
    var changes: [DecodeReport] = []
    var changedAt: [Double] = []
    var lines: [String] = []
    var (decoded, skipped, dropped, blind) = (0.0, 0.0, 0.0, 0.0)

    init(_ clip: String, _ policy: Configuration.Camera.Decode, _ more: String = "") throws {
        let text = """
            cameras:
              yard:
                source: "\(clip)"
                decode: \(policy.rawValue)
                detect: {enabled: false}
                \(more)
            """
        let path = StillScene.folder + "/" + UUID().uuidString + ".yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let configuration = try Configuration.load(path: path, environment: [:]).configuration
        var player = try ClipPlayer(
            configuration: configuration, camera: configuration.cameras[0], start: CaptureTime(microseconds: 0))
        try player.play([clip]) { result in
            for event in result.events { try note(event) }
        }
    }

    private mutating func note(_ event: Event) throws {
        lines.append(String(decoding: try event.json(), as: UTF8.self))
        switch event.report {
        case .motionStarted: motions.append(Double(event.time.microseconds) / 1e6)
        case .cameraDecodeChanged(let change):
            changes.append(change)
            changedAt.append(Double(event.time.microseconds) / 1e6)
        case .cameraCoverage(let coverage):
            decoded += coverage.decoded
            skipped += coverage.skipped
            dropped += coverage.dropped
            blind += coverage.blind
        default: break
        }
    }
}
