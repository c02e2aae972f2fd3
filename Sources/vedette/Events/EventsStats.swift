import ArgumentParser
import Clocks
import Delivery
import Status

struct EventsStats: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Count events by camera and type, and say where each receiver stands.",
        discussion: "Without --since and --until, all that are kept. --hours counts them by the hour, too.")

    @OptionGroup var location: StateLocation
    @OptionGroup var selection: EventSelection

    @Flag(help: "Count by the hour, too.")
    var hours = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard selection.label.isEmpty, selection.zone.isEmpty else {
            throw ValidationError("stats counts by type, camera and time; --label and --zone go with list.")
        }
    }

    func run() throws {
        selection.warnOfUnknownTypes()
        let store = try location.open()
        let report = try EventStore.exiting {
            Statistics(
                counts: try store.counts(selection.query), byTheHour: hours, sinks: try store.sinks(),
                bytes: try store.usedBytes(), now: .now())
        }
        print(json ? try JSONLine.text(report) : report.text)
    }
}

private struct Statistics: Encodable {
    struct Count: Encodable {
        let camera: String?
        let type: String
        let hour: CaptureTime?
        let count: Int
    }

    struct Sink: Encodable {
        let name: String
        let configured: Bool
        let cursor: Int64
        let waiting: Int
        let oldestSeconds: Int?
        let dead: Int
        let delivered: Int
        let failed: Int
        let retried: Int
        let lost: Int
        let attempts: Int
        let nextAttempt: CaptureTime?
        let disabledSince: CaptureTime?
        let lastError: String?

        enum CodingKeys: String, CodingKey {
            case name, configured, cursor, waiting, dead, delivered, failed, retried, lost, attempts
            case oldestSeconds = "oldest_seconds"
            case nextAttempt = "next_attempt"
            case disabledSince = "disabled_since"
            case lastError = "last_error"
        }
    }

    let events: Int
    let bytes: Int
    let counts: [Count]
    let sinks: [Sink]

    init(counts: [EventCount], byTheHour: Bool, sinks: [SinkState], bytes: Int, now: CaptureTime) {
        events = counts.reduce(0) { $0 + $1.count }
        self.bytes = bytes
        if byTheHour {
            self.counts = counts.map { Count(camera: $0.camera, type: $0.type, hour: $0.hour, count: $0.count) }
        } else {
            let grouped = Dictionary(grouping: counts) { [$0.camera ?? "", $0.type] }
            self.counts = grouped.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, counts in
                Count(
                    camera: counts[0].camera, type: key[1], hour: nil, count: counts.reduce(0) { $0 + $1.count })
            }
        }
        self.sinks = sinks.map { sink in
            Sink(
                name: sink.name, configured: sink.isConfigured, cursor: sink.cursor, waiting: sink.waiting,
                oldestSeconds: sink.oldestWaiting.map { max(0, Int($0.duration(to: now).components.seconds)) },
                dead: sink.dead, delivered: sink.totals.delivered, failed: sink.totals.failed,
                retried: sink.totals.retried, lost: sink.totals.lost, attempts: sink.attempts,
                nextAttempt: sink.nextAttempt, disabledSince: sink.disabledSince, lastError: sink.lastError)
        }
    }

    var text: String {
        var parts = [
            "\(counted(events, "event")); the database holds \(decimal(Double(bytes) / 1_048_576, 1)) MiB"
        ]
        let isByTheHour = counts.contains { $0.hour != nil }
        var table = Table(
            ["camera", "type"] + (isByTheHour ? ["hour"] : []) + ["events"], numeric: [isByTheHour ? 3 : 2])
        for count in counts {
            let hour = count.hour.map { [String($0.local.prefix(16))] } ?? []
            table.add([count.camera ?? "(daemon)", count.type] + hour + ["\(count.count)"])
        }
        if !table.isEmpty { parts.append(table.text) }
        parts.append(sinkTable)
        parts += sinks.compactMap(trouble)
        return parts.joined(separator: "\n\n")
    }

    private var sinkTable: String {
        guard !sinks.isEmpty else { return "No receiver is known yet." }
        var table = Table(
            ["sink", "cursor", "waiting", "oldest", "delivered", "failed", "retried", "dead", "lost"],
            numeric: [1, 2, 3, 4, 5, 6, 7, 8])
        for sink in sinks {
            let oldest = sink.oldestSeconds.map { Duration.seconds($0).spoken } ?? "-"
            table.add(
                [sink.name, "\(sink.cursor)", "\(sink.waiting)", oldest]
                    + [sink.delivered, sink.failed, sink.retried, sink.dead, sink.lost].map(String.init))
        }
        return table.text
    }

    private func trouble(_ sink: Sink) -> String? {
        if let since = sink.disabledSince {
            return "\(sink.name) wants no more events since \(since.local) (410); "
                + "`vedette events retry --sink \(sink.name)` tries again"
        }
        guard let error = sink.lastError, sink.waiting > 0 || sink.dead > 0 else {
            return sink.configured ? nil : "\(sink.name) is not in the configuration any more"
        }
        let next = sink.nextAttempt.map { ", next attempt at \($0.local)" } ?? ""
        return "\(sink.name): \(error)\(next)"
    }
}
