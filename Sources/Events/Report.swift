/// What an event tells: its type together with the data that belong to that type.
package enum Report: Sendable {
    case objectStarted(ObjectReport)
    case objectUpdated(ObjectReport)
    case objectEnded(ObjectReport)
    case motionStarted(MotionReport)
    case motionEnded(MotionReport)
    case zoneEntered(ZoneReport)
    case zoneLeft(ZoneReport)
    case lineCrossed(LineReport)
    case gatePassed(GateReport)
    case loiteringStarted(ZoneReport)
    case loiteringEnded(ZoneReport)
    case leftBehind(ThingReport)
    case takenAway(ThingReport)
    case ruleMatched(RuleReport)
    case zoneOccupied(OccupancyReport)
    case zoneEmptied(OccupancyReport)
    case crowdStarted(OccupancyReport)
    case crowdEnded(OccupancyReport)
    case wrongWay(ZoneReport)
    case running(SpeedReport)
    case speeding(SpeedReport)
    case countReport(CountReport)
    case cameraOnline(CameraReport)
    case cameraOffline(CameraReport)
    case cameraTrouble(TroubleReport)
    case cameraDecodeChanged(DecodeReport)
    case cameraCoverage(CoverageReport)
    case daemonStarted(DaemonReport)
    case daemonReloaded(ReloadReport)
    case daemonOverloaded(LoadReport)
    case daemonRelieved(LoadReport)
    case daemonStopping(DaemonReport)
    case outboxDropped(OutboxDropReport)
    case outboxReplaced(OutboxReplacementReport)
    case sinkDisabled(SinkReport)

    package var type: EventType {
        switch self {
        case .objectStarted: .objectStarted
        case .objectUpdated: .objectUpdated
        case .objectEnded: .objectEnded
        case .motionStarted: .motionStarted
        case .motionEnded: .motionEnded
        case .zoneEntered: .zoneEntered
        case .zoneLeft: .zoneLeft
        case .lineCrossed: .lineCrossed
        case .gatePassed: .gatePassed
        case .loiteringStarted: .loiteringStarted
        case .loiteringEnded: .loiteringEnded
        case .leftBehind: .leftBehind
        case .takenAway: .takenAway
        case .ruleMatched: .ruleMatched
        case .zoneOccupied: .zoneOccupied
        case .zoneEmptied: .zoneEmptied
        case .crowdStarted: .crowdStarted
        case .crowdEnded: .crowdEnded
        case .wrongWay: .wrongWay
        case .running: .running
        case .speeding: .speeding
        case .countReport: .countReport
        case .cameraOnline: .cameraOnline
        case .cameraOffline: .cameraOffline
        case .cameraTrouble(let trouble): trouble.type
        case .cameraDecodeChanged: .cameraDecodeChanged
        case .cameraCoverage: .cameraCoverage
        case .daemonStarted: .daemonStarted
        case .daemonReloaded: .daemonReloaded
        case .daemonOverloaded: .daemonOverloaded
        case .daemonRelieved: .daemonRelieved
        case .daemonStopping: .daemonStopping
        case .outboxDropped: .outboxDropped
        case .outboxReplaced: .outboxReplaced
        case .sinkDisabled: .sinkDisabled
        }
    }

    /// CloudEvents' `subject`: the object that it is about, where it is about one.
    package var subject: String? {
        switch self {
        case .objectStarted(let object), .objectUpdated(let object), .objectEnded(let object): object.id
        case .zoneEntered(let zone), .zoneLeft(let zone), .wrongWay(let zone): zone.object.id
        case .loiteringStarted(let zone), .loiteringEnded(let zone): zone.object.id
        case .lineCrossed(let line): line.object.id
        case .gatePassed(let gate): gate.object.id
        case .ruleMatched(let rule): rule.object?.id
        case .running(let speed), .speeding(let speed): speed.object.id
        default: nil
        }
    }

    var data: any Encodable {
        switch self {
        case .objectStarted(let data), .objectUpdated(let data), .objectEnded(let data): data
        case .motionStarted(let data), .motionEnded(let data): data
        case .zoneEntered(let data), .zoneLeft(let data), .wrongWay(let data): data
        case .loiteringStarted(let data), .loiteringEnded(let data): data
        case .lineCrossed(let data): data
        case .gatePassed(let data): data
        case .running(let data), .speeding(let data): data
        case .leftBehind(let data), .takenAway(let data): data
        case .ruleMatched(let data): data
        case .zoneOccupied(let data), .zoneEmptied(let data): data
        case .crowdStarted(let data), .crowdEnded(let data): data
        case .countReport(let data): data
        case .cameraOnline(let data), .cameraOffline(let data): data
        case .cameraTrouble(let data): data
        case .cameraDecodeChanged(let data): data
        case .cameraCoverage(let data): data
        case .daemonReloaded(let data): data
        case .daemonOverloaded(let data), .daemonRelieved(let data): data
        case .daemonStarted(let data), .daemonStopping(let data): data
        case .outboxDropped(let data): data
        case .outboxReplaced(let data): data
        case .sinkDisabled(let data): data
        }
    }
}
