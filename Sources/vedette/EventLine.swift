import Clocks
import Events
import Status

/// An event as a line that a person enjoys reading, for `vedette run --show`.
struct EventLine {
    private let camera: String
    /// The time of day in UTC.
    private let clock: String
    private let mark: String
    private let text: String
    private let style: Style

    private enum Style: String {
        case appears = "32"
        case leaves = "33"
        case quiet = "2"
        case trouble = "31"
        case plain = "0"
    }

    /// Nil for what a person need not see go by: an object that simply goes on.
    init?(_ event: Event) {
        camera = event.source.split(separator: "/").dropFirst().last.map(String.init) ?? ""
        clock = String(event.time.rfc3339.dropFirst(11).prefix(10))
        guard let words = Self.words(for: event.report) else { return nil }
        (mark, style, text) = words
    }

    /// Of any event at all: also of an object that simply goes on, and of a type that this version does not know.
    ///
    /// - Parameter event: nil where it cannot be read.
    init(_ event: Event?, camera: String?, type: String, clock: String) {
        self.camera = camera ?? ""
        self.clock = clock
        let words = event.flatMap { Self.words(for: $0.report) }
        (mark, style, text) = words ?? ("·", .quiet, Self.plainWords(event, type))
    }

    private static func plainWords(_ event: Event?, _ type: String) -> String {
        guard case .objectUpdated(let object)? = event?.report else { return type }
        return "\(name(object)) goes on\(inZones(object)), for \(decimal(object.durationSeconds, 1)) s now"
    }

    func rendered(colour: Bool, cameraWidth: Int) -> String {
        let body = "\(mark) \(text)"
        let place = "\(clock)  \(camera.padded(to: cameraWidth))  "
        return colour ? "\u{1B}[2m\(place)\u{1B}[0m\u{1B}[\(style.rawValue)m\(body)\u{1B}[0m" : place + body
    }

    /// Of every type: the compiler asks for the words of a new one.
    private static func words(for report: Report) -> (String, Style, String)? {
        switch report {
        case .objectStarted(let object):
            return ("●", .appears, "\(name(object)) appeared\(inZones(object)), \(percent(object.topScore)) sure")
        case .objectUpdated(let object):
            return object.stationary ? ("·", .quiet, "\(name(object)) stands still\(inZones(object))") : nil
        case .objectEnded(let object):
            return ("○", .leaves, "\(name(object)) is gone after \(decimal(object.durationSeconds, 1)) s")
        case .zoneEntered(let zone):
            return ("→", .plain, "\(name(zone.object)) entered \(zone.zone)")
        case .zoneLeft(let zone):
            return ("←", .plain, "\(name(zone.object)) left \(zone.zone) after \(decimal(zone.dwellSeconds, 1)) s")
        case .lineCrossed(let line):
            return ("↷", .plain, "\(name(line.object)) crossed \(line.line) \(line.direction.rawValue)")
        case .gatePassed(let gate):
            return ("↷", .plain, "\(name(gate.object)) went \(gate.direction) through \(gate.gate)")
        case .loiteringStarted(let zone):
            return (
                "◆", .trouble, "\(name(zone.object)) loiters in \(zone.zone), for \(decimal(zone.dwellSeconds, 0)) s"
            )
        case .loiteringEnded(let zone):
            return ("◇", .plain, "\(name(zone.object)) loitered in \(zone.zone) for \(decimal(zone.dwellSeconds, 0)) s")
        case .wrongWay(let zone):
            return ("◆", .trouble, "\(name(zone.object)) goes the wrong way in \(zone.zone)")
        case .running(let report):
            return ("◆", .trouble, "\(name(report.object)) runs in \(report.zone)\(speed(report))")
        case .speeding(let report):
            return ("◆", .trouble, "\(name(report.object)) is too fast in \(report.zone)\(speed(report))")
        case .leftBehind(let thing):
            return ("◆", .trouble, "something was left in \(thing.zone), \(decimal(thing.unattendedSeconds, 0)) s ago")
        case .takenAway(let thing):
            return ("◆", .trouble, "something was taken from \(thing.zone)")
        case .ruleMatched(let match):
            return ("◆", .trouble, "\(match.rule)" + (match.object.map { ": \(name($0))" } ?? ""))
        case .zoneOccupied(let zone):
            return ("◆", .plain, "\(zone.zone) is occupied")
        case .zoneEmptied(let zone):
            return ("◇", .plain, "\(zone.zone) is empty again, after \(decimal(zone.durationSeconds, 0)) s")
        case .crowdStarted(let zone):
            return ("◆", .trouble, "a crowd in \(zone.zone): \(zone.count)")
        case .crowdEnded(let zone):
            return ("◇", .plain, "no crowd any more in \(zone.zone); there were up to \(zone.peak)")
        case .countReport(let counts):
            return ("#", .quiet, "counted " + counted(counts))
        case .motionStarted:
            return ("~", .quiet, "something moves")
        case .motionEnded(let motion):
            return ("~", .quiet, "all is still again, after \(decimal(motion.durationSeconds, 1)) s")
        case .cameraOnline(let camera):
            return ("▲", .appears, "online" + (camera.stream.map(sends) ?? ""))
        case .cameraOffline(let camera):
            return ("▼", .trouble, "offline" + (camera.reason.map { ": \($0)" } ?? ""))
        case .cameraTrouble(let trouble):
            return words(for: trouble)
        case .cameraDecodeChanged(let decoding):
            return ("#", .quiet, decoding.policy == .onDemand ? "decoded on demand again" : "every frame is decoded")
        case .cameraCoverage(let coverage):
            return ("#", .quiet, "watched " + watched(coverage))
        case .daemonStarted(let daemon):
            return ("■", .quiet, "vedette \(daemon.version) watches \(daemon.cameras.joined(separator: ", "))")
        case .daemonReloaded(let reload):
            return ("■", .quiet, "a changed configuration is in force: " + changed(reload))
        case .daemonOverloaded(let load):
            return ("!", .trouble, "overloaded, \(measured(load)): " + shed(load))
        case .daemonRelieved(let load):
            return ("■", .quiet, load.depth == 0 ? "no longer overloaded" : "less overloaded: " + shed(load))
        case .daemonStopping:
            return ("■", .quiet, "vedette stops")
        case .outboxDropped(let drop):
            return ("!", .trouble, "\(drop.sinks.values.reduce(drop.unsaved, +)) events are lost: the outbox is full")
        case .outboxReplaced(let replacement):
            return ("!", .trouble, "the outbox was damaged and is begun anew: \(replacement.reason)")
        case .sinkDisabled(let sink):
            return ("!", .trouble, "\(sink.sink) gets no more events: \(sink.reason)")
        }
    }

    private static func changed(_ reload: ReloadReport) -> String {
        let cameras = [("added", reload.added), ("removed", reload.removed), ("changed", reload.changed)]
        let parts = cameras.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
        return (parts + reload.settings).joined(separator: "; ")
    }

    private static func measured(_ load: LoadReport) -> String {
        switch load.limit {
        case "event_latency": "frames wait \(decimal(load.value, 1)) s"
        case "cpu_percent": "\(decimal(load.value, 0)) % of a core"
        default: "\(decimal(load.value, 0)) MB"
        }
    }

    private static func shed(_ load: LoadReport) -> String {
        let steps = load.shed.max { $0.value.count < $1.value.count }?.value ?? []
        let words = ["loop_filter": "no loop filter", "rate": "half the rate", "policy": "keyframes only"]
        let shown = steps.map { words[$0] ?? "no \($0)" }.joined(separator: ", ")
        let count = load.cameras.count
        return "\(count) camera\(count == 1 ? " gives" : "s give") something up (\(shown))"
    }

    private static func words(for report: TroubleReport) -> (String, Style, String) {
        let trouble = report.trouble.rawValue.split(separator: "_").joined(separator: " ")
        let lasted = "for \(decimal(report.durationSeconds, 0)) s"
        if report.ended != nil { return ("△", .plain, "no longer \(trouble), it was \(lasted)") }
        let evidence = report.evidence
        return ("▽", .trouble, "\(trouble) \(lasted): \(evidence.measure) \(decimal(evidence.value, 2))")
    }

    private static func speed(_ report: SpeedReport) -> String {
        report.speed.map { ", at \(decimal($0.kilometresPerHour, 0)) km/h" } ?? ""
    }

    private static func counted(_ counts: CountReport) -> String {
        let objects = counts.objects.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        return objects.isEmpty ? "nothing" : objects.joined(separator: ", ")
    }

    private static func watched(_ coverage: CoverageReport) -> String {
        let parts = [
            (coverage.decoded, "decoded"), (coverage.skipped, "skipped"), (coverage.dropped, "dropped"),
            (coverage.blind, "blind"),
        ]
        return parts.filter { $0.0 >= 0.05 }.map { "\(decimal($0.0, 1)) s \($0.1)" }.joined(separator: ", ")
    }

    /// `person 7`: the label and the last part of the id.
    private static func name(_ object: ObjectReport) -> String {
        "\(object.label) \(object.id.split(separator: "-").last ?? "")"
    }

    private static func inZones(_ object: ObjectReport) -> String {
        object.zones.isEmpty ? "" : " in \(object.zones.joined(separator: ", "))"
    }

    private static func percent(_ score: Double) -> String { "\(decimal(score * 100, 0)) %" }

    private static func sends(_ stream: CameraReport.Stream) -> String {
        let rate = stream.fps.map { " at \(decimal($0, 0)) fps" } ?? ""
        return ": \(stream.codec) \(stream.width)×\(stream.height)\(rate)"
    }
}
