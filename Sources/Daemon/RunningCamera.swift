import Events
import Frames
import Glibc
import Ingest
import Logging
import Overload
import Settings
import Status
import Threads

/// A camera that is watched: its settings, the thread that fetches its pictures, and what the workers make of them.
struct RunningCamera: Sendable {
    /// With the scores that the file leaves to the model.
    let settings: Configuration.Camera
    let accounts: CameraAccounts
    let feed: CameraFeed
    let stream: Camera

    /// What it gives up now; its stream and whoever looks at its pictures go by it.
    let sparing: Sparing
    let watched: WatchedCamera

    /// nil before it was started.
    var thread: BlockingThread?

    var name: String { settings.name }
}

/// What every camera is made with.
struct CameraMaker: Sendable {
    let events: EventFactory
    let queue: WorkQueue<WatchedCamera>
    let meter: LoadMeter
    let logger: Logger
    private let audits = AuditTurns(cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// A camera that is ready to be started.
    ///
    /// - Parameter accounts: those of the same camera with other settings, where there was one.
    /// - Throws: ``DaemonError`` where its address is none.
    func camera(
        _ settings: Configuration.Camera, accounts: CameraAccounts? = nil
    ) throws(DaemonError) -> RunningCamera {
        let accounts = accounts ?? CameraAccounts(camera: settings.name)
        let onDemand = OnDemandControl(settings, turns: audits)
        let feed = CameraFeed(counters: accounts.counters, queue: queue, feedback: onDemand?.feedback)
        let sparing = Sparing()
        return RunningCamera(
            settings: settings, accounts: accounts, feed: feed,
            stream: try stream(settings, feed, accounts, onDemand, sparing), sparing: sparing,
            watched: watched(settings, feed, accounts, sparing))
    }

    /// The same stream with other settings for what is made of its pictures.
    ///
    /// - Parameter predecessor: no longer with any worker; nil where that one never came back.
    func camera(
        _ settings: Configuration.Camera, continuing old: RunningCamera, after predecessor: WatchedCamera?
    ) -> RunningCamera {
        RunningCamera(
            settings: settings, accounts: old.accounts, feed: old.feed, stream: old.stream, sparing: old.sparing,
            watched: watched(settings, old.feed, old.accounts, old.sparing, after: predecessor), thread: old.thread)
    }

    private func watched(
        _ settings: Configuration.Camera, _ feed: CameraFeed, _ accounts: CameraAccounts, _ sparing: Sparing,
        after predecessor: WatchedCamera? = nil
    ) -> WatchedCamera {
        let pipeline = CameraPipeline(
            settings: settings, events: events, activity: accounts.activity, sparing: sparing)
        return WatchedCamera(
            name: settings.name, priority: Priority(settings.priority), feed: feed, accounts: accounts,
            pipeline: pipeline, sparing: sparing, meter: meter, events: events, marks: settings.marks,
            after: predecessor)
    }

    private func stream(
        _ settings: Configuration.Camera, _ feed: CameraFeed, _ accounts: CameraAccounts, _ onDemand: OnDemandControl?,
        _ sparing: Sparing
    ) throws(DaemonError) -> Camera {
        let diagnostics = CameraDiagnostics(camera: settings.name, logger: logger)
        do throws(MediaError) {
            return Camera(
                name: settings.name, source: try SourceURL(settings.source.url.revealed()),
                options: SourceOptions(settings), framesPerSecond: settings.detect.fps, ring: feed.ring,
                counters: accounts.counters, onDemand: onDemand, sparing: sparing
            ) { event in
                diagnostics.tell(event)
                feed.post(event)
            }
        } catch {
            throw .source(camera: settings.name, error)
        }
    }
}
