import Daemon
import Events
import Foundation
import Logging
import Settings
import Status
import Synchronization
import TestSupport
import Testing
import Threads

@Suite("What the watchdog goes by", .serialized)
struct WatchdogTests {
    @Test("An offline camera is progress; a worker that is really stuck is none, and one that comes back is again")
    func stuck() throws {
        let folder = NSTemporaryDirectory() + "vedette-watchdog-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let clip = folder + "/clip.mp4"
        let ffmpeg = try RunningProcess(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=10:duration=600", "-g", "10", clip])
        #expect(ffmpeg.exitStatus(within: 120) == 0, "\(ffmpeg.standardError)")
        let text = """
            defaults: {detect: {enabled: false}}
            cameras:
              moving: {source: \(clip)}
              nowhere: {source: "rtsp://127.0.0.1:1/"}
            detector: {workers: 2}
            state: {directory: \(folder)/state}
            events: {log: {path: \(folder)/events.jsonl}}
            http: off
            """
        let load: Daemon.Loader = { () throws(ConfigurationErrors) in
            try Configuration.parse(text: text, file: "vedette.yaml", environment: [:])
        }
        let (told, mayGoOn) = (Monitor(Set<EventType>()), Monitor(true))
        let daemon = try Daemon(
            configuration: load().configuration, load: load, host: "box",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, level: DiagnosticsLevel(.error),
            stuckAfter: .seconds(3)
        ) { event in
            told.withLock { _ = $0.insert(event.type) }
            // On a worker's thread: here it stays for as long as the test likes.
            if event.type == .cameraOnline { _ = mayGoOn.wait { $0 ? true : nil } }
        }
        mayGoOn.withLock { $0 = false }
        daemon.start()
        _ = try poll(seconds: 60) {
            told.withLock { $0.contains(.cameraOffline) && $0.contains(.cameraOnline) } ? true : nil
        }
        _ = try poll(seconds: 60) { daemon.isAlive ? nil : true }
        #expect(daemon.report.line.hasPrefix("STUCK"))
        #expect(!daemon.report.isAlive && daemon.report.longestTurnSeconds >= 3)
        mayGoOn.withLock { $0 = true }
        _ = try poll(seconds: 60) { daemon.isAlive ? true : nil }
        // All that is left is a camera that is not there.
        _ = daemon.reload { () throws(ConfigurationErrors) in
            try Configuration.parse(
                text: text.replacingOccurrences(of: "moving:", with: "gone: {source: \"rtsp://127.0.0.1:1/\"}\n  #"),
                file: "vedette.yaml", environment: [:])
        }
        #expect(daemon.counts.map(\.name) == ["gone", "nowhere"])
        let end = ContinuousClock.now + .seconds(4)
        while ContinuousClock.now < end {
            #expect(daemon.isAlive, "an offline camera trips the watchdog")
            Thread.sleep(forTimeInterval: 0.1)
        }
        daemon.stop()
    }
}
