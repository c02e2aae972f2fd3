import Clocks
import Foundation
import Frames
import Ingest
import Synchronization
import TestSupport
import Testing
import Threads

/// Against GStreamer's RTSP server.
@Suite(
    .enabled(if: Clips.canBeMade, "needs the commands ffmpeg and ffprobe"),
    .enabled(if: RTSPServer.canBeRun, "needs gir1.2-gst-rtsp-server-1.0 and python3-gi"), .timeLimit(.minutes(3)))
struct RTSPTests {
    private static let options = SourceOptions(deadlines: .init(open: .seconds(20), read: .seconds(5)))

    @Test(arguments: [Clips.h264, Clips.hevc, Clips.mjpeg], SourceOptions.Transport.allCases)
    func everyFrameOfAClipComesThrough(recipe: Clips.Recipe, transport: SourceOptions.Transport) throws {
        let server = try RTSPServer([recipe])
        var options = Self.options
        options.transport = transport
        let context = ReaderContext()
        let reader = try FrameReader.open(SourceURL(server.address), options: options, context: context)
        let frames = try reader.all()
        // RTP's JPEG header cannot carry everything a file can; the others are sent as they are.
        let expected = try FrameReader.open(.file(Clips.path(recipe))).all()
        if transport == .tcp && recipe != Clips.mjpeg { #expect(frames.map(\.bytes) == expected.map(\.bytes)) }
        // A busy machine may lose datagrams.
        #expect(frames.count >= (transport == .tcp ? 30 : 20))
        #expect(frames.allSatisfy { abs($0.seconds * 10 - ($0.seconds * 10).rounded()) < 0.01 })
        if transport == .tcp { #expect(context.counters.drops.counts.total == 0) }
    }

    @Test(arguments: [["--user", "viewer", "--password", "hun@ter/2"], ["--tls"]])
    func passwordsAndEncryptionWork(arguments: [String]) throws {
        let server = try RTSPServer([Clips.h264], arguments)
        let parts = server.address.split(separator: "://", maxSplits: 1)
        let login = arguments.contains("--user") ? "viewer:hun%40ter%2F2@" : ""
        let reader = try FrameReader.open(SourceURL("\(parts[0])://\(login)\(parts[1])"), options: Self.options)
        #expect(try reader.all().count == 30)
    }

    @Test(arguments: ["", "viewer:wrong@"]) func aWrongPasswordIsSaidToBeWrong(login: String) throws {
        let server = try RTSPServer([Clips.h264], ["--user", "viewer", "--password", "right"])
        let address = server.address.replacing("rtsp://", with: "rtsp://" + login)
        let error = try #require(throws: MediaError.self) {
            _ = try FrameReader.open(SourceURL(address), options: Self.options)
        }
        #expect(error.cause == .unauthorized)
        #expect(!error.description.contains("wrong@"))
    }

    @Test func aPathThatIsNotThereIsSaidToBeMissing() throws {
        let server = try RTSPServer([Clips.h264])
        let error = try #require(throws: MediaError.self) {
            _ = try FrameReader.open(SourceURL(server.address + "-not"), options: Self.options)
        }
        #expect(error.cause == .notFound)
    }

    @Test func aCameraThatFreezesIsNoticedAndLeftInTime() throws {
        let server = try RTSPServer([Clips.h264], ["--loop"])
        let options = SourceOptions(deadlines: .init(open: .seconds(20), read: .seconds(1), close: .milliseconds(300)))
        let error = try #require(throws: MediaError.self) {
            let reader = try FrameReader.open(SourceURL(server.address), options: options)
            _ = try reader.next()
            server.process.send(SIGSTOP)
            while try reader.next() != nil {}
        }
        #expect(error.cause == .timedOut)
    }

    @Test func aCameraThatRebootsIsFoundAgain() throws {
        let events = Events()
        let port = Mutex(0)
        var server: RTSPServer? = try RTSPServer([Clips.h264], ["--loop"])
        let address = try #require(server?.address)
        port.withLock { $0 = Int(address.split(separator: ":")[2].prefix { $0.isNumber }) ?? 0 }
        let camera = Camera(
            name: "reboots", source: try SourceURL(address), options: Self.options, ring: FrameRing(capacity: 2),
            report: events.hear)
        let thread = camera.start()
        _ = try poll(seconds: 30) { camera.ring.pop() }
        server = nil
        _ = try poll(seconds: 30) { events.losses.first }
        server = try RTSPServer([Clips.h264], ["--loop", "--port", "\(port.withLock { $0 })"])
        _ = try poll(seconds: 60) { events.online == 2 ? true : nil }
        camera.ring.removeAll()
        _ = try poll(seconds: 30) { camera.ring.pop() }
        camera.stop()
        #expect(thread.join(timeout: .seconds(20)))
        #expect(events.losses.last?.cause == .stopped)
        withExtendedLifetime(server) {}
    }

    @Test func aLoopingClipGoesOnWithoutASeam() throws {
        let server = try RTSPServer([Clips.h264], ["--loop"])
        let context = ReaderContext()
        let reader = try FrameReader.open(SourceURL(server.address), options: Self.options, context: context)
        var last = -0.1
        for _ in 0..<45 {
            let frame = try #require(try reader.next())
            #expect(abs(frame.seconds - last - 0.1) < 0.01)
            last = frame.seconds
        }
        #expect(context.counters.counts.timestampRepairs == 0)
    }
}

/// `scripts/rtsp_cameras.py` with one clip.
private final class RTSPServer {
    let process: RunningProcess
    let address: String

    /// Whether GStreamer's server is there, found out once.
    static let canBeRun: Bool = {
        let imports = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
        return (try? Command.run("/usr/bin/python3", ["-c", imports])) != nil
    }()

    init(_ recipes: [Clips.Recipe], _ arguments: [String] = []) throws {
        let script = Material.packageRoot + "/scripts/rtsp_cameras.py"
        let cameras = try recipes.enumerated().map { "camera\($0.offset)=\(try Clips.path($0.element))" }
        process = try RunningProcess("/usr/bin/python3", [script] + arguments + cameras)
        address = try process.line(startingWith: "camera0 ", within: 30)
    }
}
