/// What an event carries besides its envelope, and what is known of it without knowing its type.
protocol EventData: Codable, Sendable {
    /// The object that it is about: CloudEvents' `subject`, and what receivers choose by.
    var subject: ObjectReport? { get }

    /// The name of the zone that it is about.
    var place: String? { get }
}

extension EventData {
    var subject: ObjectReport? { nil }
    var place: String? { nil }
}

extension ObjectReport: EventData {
    var subject: ObjectReport? { self }
}

extension ZoneReport: EventData {
    var subject: ObjectReport? { object }
    var place: String? { zone }
}

extension SpeedReport: EventData {
    var subject: ObjectReport? { object }
    var place: String? { zone }
}

extension LineReport: EventData {
    var subject: ObjectReport? { object }
}

extension GateReport: EventData {
    var subject: ObjectReport? { object }
}

extension RuleReport: EventData {
    var subject: ObjectReport? { object }
}

/// Who was near when it appeared is evidence, not what it is about.
extension ThingReport: EventData {
    var place: String? { zone }
}

extension OccupancyReport: EventData {
    var place: String? { zone }
}

extension MotionReport: EventData {}
extension CountReport: EventData {}
extension CameraReport: EventData {}
extension TroubleReport: EventData {}
extension DecodeReport: EventData {}
extension CoverageReport: EventData {}
extension DaemonReport: EventData {}
extension ReloadReport: EventData {}
extension LoadReport: EventData {}
extension OutboxDropReport: EventData {}
extension OutboxReplacementReport: EventData {}
extension SinkReport: EventData {}
