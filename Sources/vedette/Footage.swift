import Clocks
import Daemon
import Detection
import Events
import Ingest
import Settings

/// Clips, and the camera whose settings they are looked at with.
struct Footage {
    let camera: String
    let clips: [String]

    /// When the first clip was recorded; nil where nobody knows.
    let start: CaptureTime?

    /// See `ClipPlayer`.
    var looksAtMultiples = false

    /// - Throws: an exit status, after it was said what is wrong.
    func play(_ file: ConfigurationFile, _ use: (ClipPlayer.Result) throws -> Void) throws {
        let checked = try file.load()
        let settings = try file.camera(camera, of: checked)
        do {
            var player = try ClipPlayer(
                configuration: checked.configuration, camera: settings, start: start ?? .beginning,
                looksAtMultiples: looksAtMultiples)
            try player.play(clips, use)
        } catch let error as DaemonError {
            throw Failure.exit(error, in: checked)
        } catch let error as MediaError {
            throw Failure.exit(error)
        } catch let error as DetectionError {
            throw Failure.exit(Failure.unavailable, "\(error)")
        }
    }

    /// What a configuration would have told, for a comparison.
    func told(_ file: ConfigurationFile) throws -> [ToldEvent] {
        var told: [ToldEvent] = []
        let progress = Progress()
        try play(file) { result in
            for event in result.events {
                if let event = try ToldEvent(line: try event.json()) { told.append(event) }
            }
            progress.say("\(file.config): \(timeOfDay(result.seconds))")
        }
        progress.clear()
        return told
    }
}

extension CaptureTime {
    /// What the times of a recording count from where nobody says when it was made: they are places in it then.
    static let beginning = CaptureTime(microseconds: 0)
}
