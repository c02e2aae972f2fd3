import ArgumentParser
import Clocks
import Delivery
import Events
import Status

struct EventsCoverage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Show for each camera and hour how much was watched, and how, in seconds.",
        discussion: """
            “Nothing happened” means something only where somebody watched. decoded, skipped, dropped and blind add up to \
            the time that the camera gave account of; untold is the rest of the hour, in which no daemon ran or whose \
            account is still to come. connected and inferred overlap with them. Without --since, the last 24 hours.
            """)

    @OptionGroup var location: StateLocation
    @OptionGroup var time: TimeSelection

    @Option(help: ArgumentHelp("Only this camera; may be repeated.", valueName: "name"))
    var camera: [String] = []

    @Flag(help: "Print one JSON object a line, a camera and an hour each.")
    var json = false

    func run() throws {
        let store = try location.open()
        var query = time.query
        query.since = query.since ?? CaptureTime.now().advanced(by: .seconds(-86_400))
        // An account is told at its end.
        query.until = query.until?.advanced(by: .seconds(3_600))
        query.cameras = camera
        query.types = [EventType.cameraCoverage.rawValue]
        var hours = CoverageHours(since: query.since, until: time.until?.time)
        try EventStore.exiting {
            try store.forEachEvent(query) { event in
                hours.add(event)
                return true
            }
        }
        let rows = hours.rows(now: .now())
        guard !json else {
            for row in rows { print(try JSONLine.text(row)) }
            return
        }
        guard !rows.isEmpty else { return Failure.say("No camera has given account of that time.") }
        print(table(rows))
    }

    private func table(_ rows: [CoverageHours.Row]) -> String {
        var table = Table(
            ["camera", "hour", "connected", "decoded", "skipped", "dropped", "inferred", "blind", "untold"],
            numeric: [2, 3, 4, 5, 6, 7, 8])
        for row in rows {
            let seconds = [
                row.connected, row.decoded, row.skipped, row.dropped, row.inferred, row.blind, row.untold,
            ]
            table.add([row.camera, String(row.hour.local.prefix(16))] + seconds.map { decimal($0, 1) })
        }
        return table.text
    }
}

/// Accounts of one hour, which a restart or a setting of the clock has parted, added up.
struct CoverageHours {
    struct Row: Encodable {
        let camera: String
        let hour: CaptureTime
        var connected = 0.0
        var decoded = 0.0
        var skipped = 0.0
        var dropped = 0.0
        var inferred = 0.0
        var blind = 0.0
        var untold = 0.0
    }

    private struct Key: Hashable {
        let camera: String
        let hour: Int64
    }

    private let since: CaptureTime?
    private let until: CaptureTime?
    private var rows: [Key: Row] = [:]

    init(since: CaptureTime?, until: CaptureTime?) {
        self.since = since
        self.until = until
    }

    mutating func add(_ event: StoredEvent) {
        guard let camera = event.camera, let event = try? Event(json: event.body),
            case .cameraCoverage(let account) = event.report, until.map({ account.from < $0 }) ?? true
        else { return }
        let hour = account.from.microseconds / 3_600_000_000
        let key = Key(camera: camera, hour: hour)
        var row = rows[key] ?? Row(camera: key.camera, hour: CaptureTime(microseconds: hour * 3_600_000_000))
        row.connected += account.connected
        row.decoded += account.decoded
        row.skipped += account.skipped
        row.dropped += account.dropped
        row.inferred += account.inferred
        row.blind += account.blind
        rows[key] = row
    }

    /// By camera and hour, each camera's from its first to its last; an hour without any account is wholly untold.
    func rows(now: CaptureTime) -> [Row] {
        Dictionary(grouping: rows.keys, by: \.camera).sorted { $0.key < $1.key }.flatMap { camera, keys in
            let hours = keys.map(\.hour)
            guard let first = hours.min(), let last = hours.max(), last - first < 100_000 else { return [Row]() }
            return (first...last).map { hour in
                var row =
                    rows[Key(camera: camera, hour: hour)]
                    ?? Row(camera: camera, hour: CaptureTime(microseconds: hour * 3_600_000_000))
                let passed = row.hour.duration(to: min(now, row.hour.advanced(by: .seconds(3_600))))
                let told = row.decoded + row.skipped + row.dropped + row.blind
                row.untold = max(0, Double(passed.components.seconds) - told)
                return row
            }
        }
    }
}
