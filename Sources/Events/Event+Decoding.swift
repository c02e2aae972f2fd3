import Clocks
import FoundationEssentials

/// Reads back what ``Event/json()`` wrote; members that it does not know are passed over.
extension Event: Decodable {
    private enum Member: String, CodingKey {
        case id, source, type, time, data
    }

    /// - Throws: `DecodingError`, also for a type that this version does not know.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        func value<Value>(_ member: Member, _ read: (String) -> Value?) throws -> Value {
            let text = try members.decode(String.self, forKey: member)
            guard let value = read(text) else {
                throw DecodingError.dataCorruptedError(forKey: member, in: members, debugDescription: "it is unknown")
            }
            return value
        }
        let report = try Report(try value(.type) { EventType(rawValue: $0) }) {
            try members.superDecoder(forKey: .data)
        }
        let source = try members.decode(String.self, forKey: .source)
        let segments = source.split(separator: "/")
        self.init(
            id: try value(.id) { UUIDv7($0) }, source: source,
            time: try members.decode(CaptureTime.self, forKey: .time), report: report,
            camera: segments.count > 1 ? String(segments[1]).fromPathSegment : nil)
    }

    /// - Parameter json: an event's line or body.
    /// - Throws: `DecodingError` for anything else, and for a type that this version does not know.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(Event.self, from: Data(json))
    }
}

extension Report {
    fileprivate init(_ type: EventType, _ data: () throws -> any Decoder) throws {
        switch type {
        case .objectStarted: self = .objectStarted(try ObjectReport(from: data()))
        case .objectUpdated: self = .objectUpdated(try ObjectReport(from: data()))
        case .objectEnded: self = .objectEnded(try ObjectReport(from: data()))
        case .motionStarted: self = .motionStarted(try MotionReport(from: data()))
        case .motionEnded: self = .motionEnded(try MotionReport(from: data()))
        case .zoneEntered: self = .zoneEntered(try ZoneReport(from: data()))
        case .zoneLeft: self = .zoneLeft(try ZoneReport(from: data()))
        case .lineCrossed: self = .lineCrossed(try LineReport(from: data()))
        case .gatePassed: self = .gatePassed(try GateReport(from: data()))
        case .loiteringStarted: self = .loiteringStarted(try ZoneReport(from: data()))
        case .loiteringEnded: self = .loiteringEnded(try ZoneReport(from: data()))
        case .leftBehind: self = .leftBehind(try ThingReport(from: data()))
        case .takenAway: self = .takenAway(try ThingReport(from: data()))
        case .ruleMatched: self = .ruleMatched(try RuleReport(from: data()))
        case .zoneOccupied: self = .zoneOccupied(try OccupancyReport(from: data()))
        case .zoneEmptied: self = .zoneEmptied(try OccupancyReport(from: data()))
        case .crowdStarted: self = .crowdStarted(try OccupancyReport(from: data()))
        case .crowdEnded: self = .crowdEnded(try OccupancyReport(from: data()))
        case .wrongWay: self = .wrongWay(try ZoneReport(from: data()))
        case .running: self = .running(try SpeedReport(from: data()))
        case .speeding: self = .speeding(try SpeedReport(from: data()))
        case .countReport: self = .countReport(try CountReport(from: data()))
        case .cameraOnline: self = .cameraOnline(try CameraReport(from: data()))
        case .cameraOffline: self = .cameraOffline(try CameraReport(from: data()))
        case .cameraFrozen, .cameraCovered, .cameraDefocused, .cameraMoved, .cameraDark, .cameraSlow, .cameraClockDrift,
            .cameraRecovered:
            self = .cameraTrouble(try TroubleReport(from: data()))
        case .cameraDecodeChanged: self = .cameraDecodeChanged(try DecodeReport(from: data()))
        case .cameraCoverage: self = .cameraCoverage(try CoverageReport(from: data()))
        case .daemonStarted: self = .daemonStarted(try DaemonReport(from: data()))
        case .daemonReloaded: self = .daemonReloaded(try ReloadReport(from: data()))
        case .daemonOverloaded: self = .daemonOverloaded(try LoadReport(from: data()))
        case .daemonRelieved: self = .daemonRelieved(try LoadReport(from: data()))
        case .daemonStopping: self = .daemonStopping(try DaemonReport(from: data()))
        case .outboxDropped: self = .outboxDropped(try OutboxDropReport(from: data()))
        case .outboxReplaced: self = .outboxReplaced(try OutboxReplacementReport(from: data()))
        case .sinkDisabled: self = .sinkDisabled(try SinkReport(from: data()))
        }
    }
}
