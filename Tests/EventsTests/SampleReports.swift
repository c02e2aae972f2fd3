import Clocks
import Events
import Geometry

/// One report of each type, with awkward names.
enum Sample {
    static let time = CaptureTime(microseconds: 1_795_464_845_123_456)

    static let object = ObjectReport(
        id: "7", label: "person", score: 0.9100000262260437, topScore: 0.95,
        box: Box(left: 0.1, top: 0.2, right: 1.0 / 3, bottom: 0.6), firstSeen: time.advanced(bySeconds: -2),
        zones: ["porch", "driveway"], stationary: false, pathLength: 0.25, durationSeconds: 2,
        frame: FrameReference(number: 51, ptsSeconds: 2.04))

    static let speed = SpeedFigure(metresPerSecond: 9.12345, low: 8.5, high: 9.8)

    /// The same before a calibrated camera.
    static let placed = ObjectReport(
        id: "8", label: "car", score: 0.9, topScore: 0.9, box: .whole, firstSeen: time, zones: [], stationary: false,
        pathLength: 0, durationSeconds: 0, ground: GroundReport(x: -3.14159, y: 12, speed: speed, errorMetres: 0.0512),
        frame: FrameReference(number: 51, ptsSeconds: 2.04))

    static let motion = MotionReport(
        regions: [.whole], area: 1, durationSeconds: 0, frame: FrameReference(number: 1, ptsSeconds: 0))

    static let occupancy = OccupancyReport(
        zone: "porch", count: 6, peak: 7, durationSeconds: 10.00049, frame: FrameReference(number: 9, ptsSeconds: 2))

    static let thing = ThingReport(
        zone: "porch", box: .whole, durationSeconds: 61.23456, unattendedSeconds: 30, nearby: object,
        frame: FrameReference(number: 9, ptsSeconds: 2))

    static let crossings = LineReport.Counts(leftToRight: 3, rightToLeft: 0)

    static let counts = CountReport(
        start: time.advanced(bySeconds: -3600), end: time, observedSeconds: 3599.9999,
        objects: ["person": 12, "car": 0],
        lines: ["gate": crossings], gates: ["door": .init(inwards: 1, outwards: 0)],
        zones: [
            "porch": .init(entered: 3, left: 2, dwellSeconds: 61.23456, longestDwellSeconds: 60, peak: 2, visitors: 3)
        ],
        paths: [.init(from: "porch", to: "yard", count: 2)],
        heat: .init(columns: 2, rows: 2, seconds: [0, 1.23456, 0, 3600]))

    static func trouble(_ trouble: TroubleReport.Trouble, ended: TroubleReport.Ending? = nil) -> TroubleReport {
        let evidence = TroubleReport.Evidence(
            measure: "edges_gone", value: 0.97916, reference: trouble == .slow ? nil : 0, limit: 0.6,
            also: ["level": 17.25])
        return TroubleReport(
            trouble: trouble, since: time.advanced(bySeconds: -10), durationSeconds: 10, ended: ended,
            evidence: evidence, frame: FrameReference(number: 51, ptsSeconds: 2.04))
    }

    static let reports: [Report] = [
        .objectStarted(object), .objectUpdated(object), .objectEnded(object),
        .motionStarted(motion), .motionEnded(motion),
        .zoneEntered(ZoneReport(zone: "north \"gate\"\n/\u{2028}", object: object)),
        .zoneLeft(ZoneReport(zone: "porch", object: object, dwellSeconds: 12.3456)),
        .lineCrossed(LineReport(line: "gate", direction: .leftToRight, counts: crossings, object: object)),
        .gatePassed(
            GateReport(
                gate: "door", direction: "in", counts: .init(inwards: 4, outwards: 3), passageSeconds: 1.23456,
                object: object)),
        .loiteringStarted(ZoneReport(zone: "porch", object: object, dwellSeconds: 30)),
        .loiteringEnded(ZoneReport(zone: "porch", object: object, dwellSeconds: 45.5)),
        .wrongWay(ZoneReport(zone: "porch", object: object, dwellSeconds: 1.5)),
        .running(
            SpeedReport(zone: "porch", object: object, speed: speed, basis: "height", limitMetresPerSecond: 2.5)),
        .speeding(
            SpeedReport(zone: "porch", object: placed, speed: speed, basis: "ground", limitMetresPerSecond: 8.33333)),
        .leftBehind(thing), .takenAway(thing),
        .ruleMatched(
            RuleReport(
                rule: "tailgating", kind: "then",
                conditions: [
                    .init(condition: "line barrier: left-to-right", secondsAgo: 4.20001),
                    .init(condition: "zone yard: in", secondsAgo: 0),
                ], object: object, frame: FrameReference(number: 9, ptsSeconds: 2))),
        .ruleMatched(
            RuleReport(
                rule: "busy", kind: "any", conditions: [.init(condition: "zone yard: crowd", secondsAgo: 0)],
                object: nil,
                frame: FrameReference(number: 9, ptsSeconds: 2))),
        .zoneOccupied(occupancy), .zoneEmptied(occupancy), .crowdStarted(occupancy), .crowdEnded(occupancy),
        .countReport(counts),
        .cameraOnline(.online(.init(codec: "h264", width: 1920, height: 1080, fps: 25), offlineSeconds: 61.5)),
        .cameraOnline(.online(.init(codec: "mjpeg", width: 640, height: 480, fps: nil))),
        .cameraOffline(.offline(reason: "401 Unauthorized \u{0}\u{1F}")),
        .cameraTrouble(trouble(.frozen)), .cameraTrouble(trouble(.covered)), .cameraTrouble(trouble(.defocused)),
        .cameraTrouble(trouble(.moved)), .cameraTrouble(trouble(.dark)), .cameraTrouble(trouble(.slow)),
        .cameraTrouble(trouble(.clockDrift)), .cameraTrouble(trouble(.covered, ended: .adopted)),
        .cameraDecodeChanged(
            DecodeReport(policy: .everyFrame, reason: .recall, motions: 4, recall: 0.75, retrySeconds: 600)),
        .cameraDecodeChanged(
            DecodeReport(policy: .everyFrame, reason: .noGain, motions: 1, recall: 1, retrySeconds: 600)),
        .cameraDecodeChanged(
            DecodeReport(policy: .onDemand, reason: .recovered, motions: 0, recall: nil, retrySeconds: nil)),
        .cameraCoverage(
            CoverageReport(
                from: time.advanced(bySeconds: -3600), to: time, connected: 3541.5, decoded: 3481.4, skipped: 60,
                dropped: 0.1, inferred: 12.3456789, blind: 58.5)),
        .daemonStarted(DaemonReport(version: "0.1.0", cameras: ["yard", "front door"])),
        .daemonReloaded(
            ReloadReport(
                version: "0.1.0", cameras: ["yard", "gate"], added: ["gate"], removed: ["barn"], changed: [],
                settings: ["detector.model"])),
        .daemonOverloaded(
            LoadReport(
                depth: 2, limit: "event_latency", value: 0.8125, allowed: 0.5,
                shed: ["low": ["loop_filter", "rate"], "normal": ["loop_filter"], "high": []],
                cameras: ["yard", "gate"])),
        .daemonRelieved(
            LoadReport(depth: 0, limit: "cpu_percent", value: 61, allowed: 150, shed: [:], cameras: [])),
        .daemonStopping(DaemonReport(version: "0.1.0", cameras: ["yard"], counters: ["frames_decoded": 1500])),
        .outboxDropped(OutboxDropReport(sinks: ["example.org": 1_000], unsaved: 0)),
        .outboxReplaced(
            OutboxReplacementReport(reason: "disk image is malformed", movedTo: "events.db.damaged-1", recovered: 12)),
        .sinkDisabled(SinkReport(sink: "example.org", reason: "it answered 410: it wants no more")),
    ]
}
