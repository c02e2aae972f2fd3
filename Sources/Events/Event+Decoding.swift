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
    /// - Parameter data: only now, so that an unknown type is what is said to be wrong.
    fileprivate init(_ type: EventType, _ data: () throws -> any Decoder) throws {
        func read<Told: EventData>(_ report: (Told) -> Report) throws -> Report {
            report(try Told(from: data()))
        }
        self =
            switch type {
            case .objectStarted: try read(Report.objectStarted)
            case .objectUpdated: try read(Report.objectUpdated)
            case .objectEnded: try read(Report.objectEnded)
            case .motionStarted: try read(Report.motionStarted)
            case .motionEnded: try read(Report.motionEnded)
            case .zoneEntered: try read(Report.zoneEntered)
            case .zoneLeft: try read(Report.zoneLeft)
            case .lineCrossed: try read(Report.lineCrossed)
            case .gatePassed: try read(Report.gatePassed)
            case .loiteringStarted: try read(Report.loiteringStarted)
            case .loiteringEnded: try read(Report.loiteringEnded)
            case .leftBehind: try read(Report.leftBehind)
            case .takenAway: try read(Report.takenAway)
            case .ruleMatched: try read(Report.ruleMatched)
            case .zoneOccupied: try read(Report.zoneOccupied)
            case .zoneEmptied: try read(Report.zoneEmptied)
            case .crowdStarted: try read(Report.crowdStarted)
            case .crowdEnded: try read(Report.crowdEnded)
            case .wrongWay: try read(Report.wrongWay)
            case .running: try read(Report.running)
            case .speeding: try read(Report.speeding)
            case .countReport: try read(Report.countReport)
            case .cameraOnline: try read(Report.cameraOnline)
            case .cameraOffline: try read(Report.cameraOffline)
            case .cameraFrozen, .cameraCovered, .cameraDefocused, .cameraMoved, .cameraDark, .cameraSlow,
                .cameraClockDrift, .cameraRecovered:
                try read(Report.cameraTrouble)
            case .cameraDecodeChanged: try read(Report.cameraDecodeChanged)
            case .cameraCoverage: try read(Report.cameraCoverage)
            case .daemonStarted: try read(Report.daemonStarted)
            case .daemonReloaded: try read(Report.daemonReloaded)
            case .daemonOverloaded: try read(Report.daemonOverloaded)
            case .daemonRelieved: try read(Report.daemonRelieved)
            case .daemonStopping: try read(Report.daemonStopping)
            case .outboxDropped: try read(Report.outboxDropped)
            case .outboxReplaced: try read(Report.outboxReplaced)
            case .sinkDisabled: try read(Report.sinkDisabled)
            }
    }
}
