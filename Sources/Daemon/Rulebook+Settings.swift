import Geometry
import Rules
import Settings

// What the configuration says of zones and lines, in the words of the rules.

extension Zone {
    init(_ settings: Settings.Configuration.Camera.Zone) {
        self.init(name: settings.name, polygon: settings.polygon, labels: settings.labels.map { Set($0) })
    }
}

extension Line {
    init(_ settings: Settings.Configuration.Camera.Line) {
        self.init(
            name: settings.name, segment: Segment(start: settings.from, end: settings.to),
            labels: settings.labels.map { Set($0) })
    }
}

extension Rulebook {
    init(_ settings: Settings.Configuration.Camera) {
        self.init(lines: settings.lines.map(LineRule.init), zones: settings.zones.flatMap(\.rules))
    }
}

extension Rulebook.LineRule {
    fileprivate init(_ settings: Settings.Configuration.Camera.Line) {
        self.init(
            line: settings.name, directions: settings.direction.told,
            terms: Terms(settings.schedule, settings.coolDown))
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
        let all: [(any ZoneRule)?] = [loiteringRule, occupancyRule, crowdRule, wrongWayRule]
        return all.compactMap(\.self)
    }

    private var loiteringRule: LoiteringRule? {
        loitering.map { rule in
            LoiteringRule(
                zone: name, labels: rule.labels.map { Set($0) }, after: rule.after.seconds,
                terms: Terms(rule.schedule, rule.coolDown))
        }
    }

    private var occupancyRule: OccupancyRule? {
        occupancy.map { rule in
            OccupancyRule(
                .occupied, zone: name, labels: rule.labels.map { Set($0) }, after: rule.after.seconds,
                release: rule.release.seconds, terms: Terms(rule.schedule, rule.coolDown))
        }
    }

    private var crowdRule: OccupancyRule? {
        crowd.map { rule in
            OccupancyRule(
                .crowd, zone: name, labels: rule.labels.map { Set($0) }, least: rule.moreThan + 1,
                after: rule.after.seconds, release: rule.release.seconds, terms: Terms(rule.schedule, rule.coolDown))
        }
    }

    private var wrongWayRule: WrongWayRule? {
        wrongWay.map { rule in
            WrongWayRule(
                zone: name, labels: rule.labels.map { Set($0) }, direction: Segment(start: rule.from, end: rule.to),
                terms: Terms(rule.schedule, rule.coolDown))
        }
    }
}

extension Terms {
    fileprivate init(_ schedule: Settings.Configuration.Schedule?, _ coolDown: Duration) {
        self.init(schedule: schedule.map { Schedule(windows: $0.windows.map(Schedule.Window.init)) })
        self.coolDown = coolDown.seconds
    }
}

extension Schedule.Window {
    fileprivate init(_ settings: Settings.Configuration.Schedule.Window) {
        self.init(days: Set(settings.days.map(\.weekday)), from: settings.from * 60, to: settings.to * 60)
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
