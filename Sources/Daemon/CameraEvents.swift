import Clocks
import Events
import Frames
import Geometry
import Rules

/// Facts in a camera's seconds become events in the world's time.
final class CameraEvents {
    private let camera: String
    private let factory: EventFactory
    private let clock: WallClock
    private let ground: GroundPlane?
    private var last: Moment?

    /// What was told first of each open object stays so: a camera's clock is corrected while an object is in sight.
    private var births: [Int: Birth] = [:]

    private struct Birth {
        let id: String
        let firstSeen: CaptureTime
    }

    /// Of a frame, all but its picture, whose memory is the decoder's.
    private struct Moment {
        let number: Int
        let seconds: Double
        let captured: CaptureTime
    }

    /// Seconds between the last two frames of a connection; 0 for its first.
    private(set) var elapsed = 0.0

    /// - Parameters:
    ///   - clock: of the place where the camera stands.
    ///   - ground: what the camera measures by; nil where it does not.
    init(camera: String, factory: EventFactory, clock: WallClock, ground: GroundPlane? = nil) {
        self.camera = camera
        self.ground = ground
        self.clock = clock
        self.factory = factory
    }

    /// Facts from here on are about this frame.
    func follow(_ frame: Frame) {
        elapsed = last.map { max(0, frame.seconds - $0.seconds) } ?? 0
        last = Moment(number: frame.number, seconds: frame.seconds, captured: frame.captured)
    }

    /// A new connection begins.
    func reset() {
        last = nil
        elapsed = 0
    }

    /// Of the last frame, in the camera's own time.
    var seconds: Double { last?.seconds ?? 0 }

    /// The same for rules, which ask for the day and the hour, too.
    var moment: Rules.Moment {
        let captured = last?.captured ?? .now()
        return Rules.Moment(
            seconds: seconds, captured: Double(captured.microseconds) / 1_000_000, local: clock.time(at: captured))
    }

    func event(_ fact: Fact) -> Event {
        switch fact {
        case .objectStarted(let object): event(.objectStarted(report(object)), at: object.seconds)
        case .objectUpdated(let object, _): event(.objectUpdated(report(object)), at: object.seconds)
        case .objectEnded(let object, _): ended(object)
        case .zoneEntered(let zone): event(.zoneEntered(report(zone)), at: zone.object.seconds)
        case .zoneLeft(let zone): event(.zoneLeft(report(zone)), at: zone.object.seconds)
        case .lineCrossed(let line): event(.lineCrossed(report(line)), at: line.object.seconds)
        case .gatePassed(let gate): event(.gatePassed(report(gate)), at: gate.object.seconds)
        case .loiteringStarted(let zone): event(.loiteringStarted(report(zone)), at: zone.object.seconds)
        case .loiteringEnded(let zone): event(.loiteringEnded(report(zone)), at: zone.object.seconds)
        case .wrongWay(let zone): event(.wrongWay(report(zone)), at: zone.object.seconds)
        case .running(let fact): event(.running(report(fact)), at: fact.visit.object.seconds)
        case .speeding(let fact): event(.speeding(report(fact)), at: fact.visit.object.seconds)
        case .ruleMatched(let match): event(.ruleMatched(report(match)), at: match.seconds)
        case .leftBehind(let thing): event(.leftBehind(report(thing)), at: thing.seconds)
        case .takenAway(let thing): event(.takenAway(report(thing)), at: thing.seconds)
        case .zoneOccupied(let zone): event(.zoneOccupied(report(zone)), at: zone.seconds)
        case .zoneEmptied(let zone): event(.zoneEmptied(report(zone)), at: zone.seconds)
        case .crowdStarted(let zone): event(.crowdStarted(report(zone)), at: zone.seconds)
        case .crowdEnded(let zone): event(.crowdEnded(report(zone)), at: zone.seconds)
        case .motionStarted(let motion): event(.motionStarted(report(motion)), at: motion.seconds)
        case .motionEnded(let motion, _): event(.motionEnded(report(motion)), at: motion.seconds)
        }
    }

    func event(_ report: CountKeeper.Report) -> Event {
        factory.event(.countReport(CountReport(report)), camera: camera, at: report.end)
    }

    /// About the camera itself: the moment is now, since no frame shows it.
    func now(_ report: Report) -> Event {
        factory.event(report, camera: camera, at: .now())
    }

    private func event(_ report: Report, at seconds: Double) -> Event {
        factory.event(report, camera: camera, at: capture(at: seconds))
    }

    private func capture(at seconds: Double) -> CaptureTime {
        guard let last else { return .now() }
        return last.captured.advanced(bySeconds: seconds - last.seconds)
    }

    private var reference: FrameReference {
        FrameReference(number: last?.number ?? 0, ptsSeconds: last?.seconds ?? 0)
    }
}

extension CameraEvents {
    private func ended(_ object: ObjectFact) -> Event {
        defer { births[object.id] = nil }
        return event(.objectEnded(report(object)), at: object.seconds)
    }

    private func birth(of object: ObjectFact) -> Birth {
        if let known = births[object.id] { return known }
        let firstSeen = capture(at: object.firstSeen)
        // Track numbers begin anew with the process; the moment in front makes the id unique to the camera for good.
        let birth = Birth(id: "\(firstSeen.microseconds / 1_000)-\(object.id)", firstSeen: firstSeen)
        births[object.id] = birth
        return birth
    }

    private func report(_ object: ObjectFact) -> ObjectReport {
        let birth = birth(of: object)
        return ObjectReport(
            id: birth.id, label: object.label, score: object.score, topScore: object.topScore,
            box: object.box.intersection(.whole), firstSeen: birth.firstSeen, zones: object.zones,
            stationary: object.isStationary, pathLength: object.travelled,
            durationSeconds: object.lastSeen - object.firstSeen, ground: place(of: object), frame: reference)
    }

    private func place(of object: ObjectFact) -> GroundReport? {
        guard let ground, let place = object.ground else { return nil }
        return GroundReport(
            x: place.x, y: place.y, speed: object.speed.map(SpeedFigure.init), errorMetres: ground.error.metres)
    }

    private func report(_ fact: SpeedFact) -> SpeedReport {
        SpeedReport(
            zone: fact.visit.zone, object: report(fact.visit.object),
            speed: fact.visit.object.speed.map(SpeedFigure.init), basis: fact.visit.object.speed?.basis.rawValue,
            limitMetresPerSecond: fact.limit)
    }

    private func report(_ zone: ZoneFact) -> ZoneReport {
        ZoneReport(zone: zone.zone, object: report(zone.object), dwellSeconds: zone.dwelt ?? 0)
    }

    private func report(_ line: LineFact) -> LineReport {
        LineReport(
            line: line.line, direction: line.direction == .leftToRight ? .leftToRight : .rightToLeft,
            counts: LineReport.Counts(line.totals), object: report(line.object))
    }

    private func report(_ gate: GateFact) -> GateReport {
        GateReport(
            gate: gate.gate, direction: gate.direction.rawValue, counts: GateReport.Counts(gate.totals),
            passageSeconds: gate.took, object: report(gate.object))
    }

    private func report(_ match: RuleFact) -> RuleReport {
        RuleReport(
            rule: match.rule, kind: match.kind.rawValue,
            conditions: match.conditions.map {
                .init(condition: $0.text, secondsAgo: match.seconds - $0.at)
            },
            object: match.object.map(report), frame: reference)
    }

    private func report(_ thing: ThingFact) -> ThingReport {
        ThingReport(
            zone: thing.zone, box: thing.box.intersection(.whole),
            durationSeconds: thing.seconds - thing.since,
            unattendedSeconds: thing.seconds - max(thing.since, thing.attendedAt ?? thing.since),
            nearby: thing.nearby.map(report), frame: reference)
    }

    private func report(_ zone: OccupancyFact) -> OccupancyReport {
        OccupancyReport(
            zone: zone.zone, count: zone.count, peak: zone.peak, durationSeconds: zone.seconds - zone.since,
            frame: reference)
    }

    private func report(_ motion: MotionFact) -> MotionReport {
        let regions = motion.regions.isEmpty ? [motion.extent] : motion.regions
        return MotionReport(
            regions: regions, area: motion.peakArea, durationSeconds: motion.lastMovedAt - motion.startedAt,
            frame: reference)
    }
}

extension SpeedFigure {
    fileprivate init(_ speed: Speed) {
        self.init(metresPerSecond: speed.metresPerSecond, low: speed.low, high: speed.high)
    }
}

extension LineReport.Counts {
    fileprivate init(_ totals: LineTotals) {
        self.init(leftToRight: totals.leftToRight, rightToLeft: totals.rightToLeft)
    }
}

extension GateReport.Counts {
    fileprivate init(_ totals: GateTotals) {
        self.init(inwards: totals.inwards, outwards: totals.outwards)
    }
}

extension CountReport {
    fileprivate init(_ report: CountKeeper.Report) {
        self.init(
            start: report.start, end: report.end, observedSeconds: report.counts.observed,
            objects: report.counts.objects, lines: report.counts.lines.mapValues(LineReport.Counts.init),
            gates: report.counts.gates.mapValues(GateReport.Counts.init),
            zones: report.counts.zones.mapValues { zone in
                Zone(
                    entered: zone.entered, left: zone.left, dwellSeconds: zone.dwelt,
                    longestDwellSeconds: zone.longestDwell, peak: zone.peak, visitors: zone.visitors)
            },
            paths: report.counts.paths.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
                .map { Path(from: $0.key.from, to: $0.key.to, count: $0.value) },
            heat: report.counts.heat.map {
                Heat(columns: Rules.Heat.columns, rows: Rules.Heat.rows, seconds: $0.seconds)
            })
    }
}
