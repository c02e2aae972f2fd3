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

    static let motion = MotionReport(
        regions: [.whole], area: 1, durationSeconds: 0, frame: FrameReference(number: 1, ptsSeconds: 0))

    static let occupancy = OccupancyReport(
        zone: "porch", count: 6, peak: 7, durationSeconds: 10.00049, frame: FrameReference(number: 9, ptsSeconds: 2))

    static let crossings = LineReport.Counts(leftToRight: 3, rightToLeft: 0)

    static let counts = CountReport(
        start: time.advanced(bySeconds: -3600), end: time, observedSeconds: 3599.9999,
        objects: ["person": 12, "car": 0],
        lines: ["gate": crossings],
        zones: ["porch": .init(entered: 3, left: 2, dwellSeconds: 61.23456, longestDwellSeconds: 60, peak: 2)])

    static let reports: [Report] = [
        .objectStarted(object), .objectUpdated(object), .objectEnded(object),
        .motionStarted(motion), .motionEnded(motion),
        .zoneEntered(ZoneReport(zone: "north \"gate\"\n/\u{2028}", object: object)),
        .zoneLeft(ZoneReport(zone: "porch", object: object, dwellSeconds: 12.3456)),
        .lineCrossed(LineReport(line: "gate", direction: .leftToRight, counts: crossings, object: object)),
        .loiteringStarted(ZoneReport(zone: "porch", object: object, dwellSeconds: 30)),
        .loiteringEnded(ZoneReport(zone: "porch", object: object, dwellSeconds: 45.5)),
        .wrongWay(ZoneReport(zone: "porch", object: object, dwellSeconds: 1.5)),
        .zoneOccupied(occupancy), .zoneEmptied(occupancy), .crowdStarted(occupancy), .crowdEnded(occupancy),
        .countReport(counts),
        .cameraOnline(.online(.init(codec: "h264", width: 1920, height: 1080, fps: 25), offlineSeconds: 61.5)),
        .cameraOnline(.online(.init(codec: "mjpeg", width: 640, height: 480, fps: nil))),
        .cameraOffline(.offline(reason: "401 Unauthorized \u{0}\u{1F}")),
        .cameraDecodeChanged(
            DecodeReport(policy: .everyFrame, reason: .recall, motions: 4, recall: 0.75, retrySeconds: 600)),
        .cameraDecodeChanged(
            DecodeReport(policy: .onDemand, reason: .recovered, motions: 0, recall: nil, retrySeconds: nil)),
        .cameraCoverage(
            CoverageReport(
                from: time.advanced(bySeconds: -3600), to: time, connected: 3541.5, decoded: 3481.4, skipped: 60,
                dropped: 0.1, inferred: 12.3456789, blind: 58.5)),
        .daemonStarted(DaemonReport(version: "0.1.0", cameras: ["yard", "front door"])),
        .daemonStopping(DaemonReport(version: "0.1.0", cameras: ["yard"], counters: ["frames_decoded": 1500])),
    ]
}
