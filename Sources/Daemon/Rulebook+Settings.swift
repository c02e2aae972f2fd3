import Geometry
import Rules
import Settings

// What the configuration says of zones and lines, in the words of the rules.

extension Zone {
    init(_ settings: Settings.Configuration.Camera.Zone) {
        self.init(
            name: settings.name, polygon: settings.polygon, labels: settings.labels.map { Set($0) },
            anchor: settings.overlap.map(Anchor.overlap) ?? .foot)
    }
}

extension Line {
    init(_ settings: Settings.Configuration.Camera.Line) {
        self.init(
            name: settings.name, segment: Segment(start: settings.from, end: settings.to),
            labels: settings.terms.labels.map { Set($0) })
    }
}

extension Rulebook {
    init(_ settings: Settings.Configuration.Camera) {
        self.init(
            lines: settings.lines.map(LineRule.init), zones: settings.zones.flatMap(\.rules),
            gates: settings.gates.map(GateRule.init), things: settings.zones.flatMap(\.thingRules),
            composed: settings.rules.map(ComposedRule.init))
    }
}

extension Rulebook.LineRule {
    fileprivate init(_ settings: Settings.Configuration.Camera.Line) {
        self.init(
            line: settings.name, directions: settings.direction.told, subject: Subject(settings.terms),
            terms: Terms(settings.terms))
    }
}

extension GateRule {
    fileprivate init(_ settings: Settings.Configuration.Camera.Gate) {
        self.init(
            name: settings.name, lines: (settings.lines[0], settings.lines[1]), within: settings.within.seconds,
            directions: settings.direction.told, subject: Subject(settings.terms), terms: Terms(settings.terms))
    }
}

extension Settings.Configuration.Camera.Gate.Direction {
    fileprivate var told: Set<GateDirection> {
        switch self {
        case .both: Set(GateDirection.allCases)
        case .inwards: [.inwards]
        case .outwards: [.outwards]
        }
    }
}

extension Settings.Configuration.Camera.Line.Direction {
    fileprivate var told: Set<LineDirection> {
        switch self {
        case .both: Set(LineDirection.allCases)
        case .leftToRight: [.leftToRight]
        case .rightToLeft: [.rightToLeft]
        }
    }
}

extension Settings.Configuration.Camera.Zone {
    fileprivate var rules: [any ZoneRule] {
        let all: [(any ZoneRule)?] = [
            loiteringRule, occupancyRule, crowdRule, wrongWayRule, runningRule, speedingRule,
        ]
        return all.compactMap(\.self)
    }

    private var loiteringRule: LoiteringRule? {
        loitering.map { rule in
            LoiteringRule(
                zone: name, subject: Subject(rule.terms), after: rule.after.seconds, terms: Terms(rule.terms))
        }
    }

    private var occupancyRule: OccupancyRule? {
        occupancy.map { rule in
            OccupancyRule(
                .occupied, zone: name, subject: Subject(rule.terms), after: rule.after.seconds,
                release: rule.release.seconds, terms: Terms(rule.terms))
        }
    }

    private var crowdRule: OccupancyRule? {
        crowd.map { rule in
            OccupancyRule(
                .crowd, zone: name, subject: Subject(rule.terms), least: rule.moreThan + 1, after: rule.after.seconds,
                release: rule.release.seconds, terms: Terms(rule.terms))
        }
    }

    private var wrongWayRule: WrongWayRule? {
        wrongWay.map { rule in
            WrongWayRule(
                zone: name, subject: Subject(rule.terms), direction: Segment(start: rule.from, end: rule.to),
                terms: Terms(rule.terms))
        }
    }

    private var runningRule: SpeedRule? {
        running.map { rule in
            var subject = Subject(rule.terms)
            subject.labels = subject.labels ?? ["person"]
            return SpeedRule(.running, zone: name, subject: subject, limit: rule.above, terms: Terms(rule.terms))
        }
    }

    private var speedingRule: SpeedRule? {
        speeding.map { rule in
            SpeedRule(
                .speeding, zone: name, subject: Subject(rule.terms), limit: rule.above,
                terms: Terms(rule.terms))
        }
    }
}

extension Settings.Configuration.Camera.Zone {
    fileprivate var thingRules: [ThingRule] {
        let rules = [
            leftBehind.map { (ThingRule.Kind.leftBehind, $0.after, $0.terms) },
            takenAway.map { (ThingRule.Kind.takenAway, $0.after, $0.terms) },
        ]
        return rules.compactMap(\.self).map { kind, after, terms in
            ThingRule(kind, zone: Zone(self), after: after.seconds, area: terms.area, terms: Terms(terms))
        }
    }
}

extension ComposedRule {
    fileprivate init(_ settings: Settings.Configuration.Camera.Rule) {
        self.init(
            name: settings.name, settings.all.isEmpty ? settings.any.isEmpty ? .then : .any : .all,
            settings.conditions.map(Condition.init), within: settings.within.seconds,
            ofOneObject: settings.isOfOneObject, subject: Subject(settings.terms),
            terms: Terms(settings.terms))
    }
}

extension Condition {
    fileprivate init(_ settings: Settings.Configuration.Camera.Rule.Condition) {
        let place: Place =
            if let zone = settings.zone {
                .zone(zone, State(settings.state))
            } else if let line = settings.line {
                .line(line, settings.direction.flatMap { LineDirection(rawValue: $0.rawValue) })
            } else if let gate = settings.gate {
                .gate(gate, settings.direction.flatMap { GateDirection(rawValue: $0.rawValue) })
            } else {
                .rule(settings.rule ?? "")
            }
        self.init(place, labels: settings.labels.map { Set($0) })
    }
}

extension Condition.State {
    fileprivate init(_ settings: Settings.Configuration.Camera.Rule.State) {
        switch settings {
        case .inside: self = .inside
        case .entered: self = .entered
        case .left: self = .left
        case .occupied: self = .occupied
        case .loitering: self = .loitering
        case .crowd: self = .crowd
        case .wrongWay: self = .wrongWay
        case .running: self = .running
        case .speeding: self = .speeding
        case .leftBehind: self = .leftBehind
        case .takenAway: self = .takenAway
        }
    }
}

extension Subject {
    fileprivate init(_ settings: Settings.Configuration.Terms) {
        self.init(labels: settings.labels.map { Set($0) }, leastScore: settings.score, area: settings.area)
    }
}

extension Terms {
    fileprivate init(_ settings: Settings.Configuration.Terms) {
        self.init(schedule: settings.schedule.map { Schedule(windows: $0.windows.map(Schedule.Window.init)) })
        coolDown = settings.coolDown.seconds
    }
}

extension Schedule.Window {
    fileprivate init(_ settings: Settings.Configuration.Schedule.Window) {
        self.init(days: Set(settings.days.map(\.weekday)), from: .init(settings.from), to: .init(settings.to))
    }
}

extension Schedule.Time {
    fileprivate init(_ settings: Settings.Configuration.Schedule.Time) {
        switch settings {
        case .clock(let minutes): self = .clock(minutes * 60)
        case .sun(.sunrise, let minutes): self = .sunrise(minutes * 60)
        case .sun(.sunset, let minutes): self = .sunset(minutes * 60)
        }
    }
}

extension Settings.Configuration.Schedule.Day {
    fileprivate var weekday: Weekday {
        switch self {
        case .monday: .monday
        case .tuesday: .tuesday
        case .wednesday: .wednesday
        case .thursday: .thursday
        case .friday: .friday
        case .saturday: .saturday
        case .sunday: .sunday
        }
    }
}
