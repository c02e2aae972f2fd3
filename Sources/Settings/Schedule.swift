import Clocks

extension Configuration {
    /// Times of the week, by the clock on the wall where the camera stands.
    package struct Schedule: Equatable, Sendable {
        package var windows: [Window]

        package struct Window: Equatable, Sendable {
            /// The days on which it begins, in the week's order.
            package var days: [Day]
            package var from: Time
            /// Not after `from`, it is the next day's.
            package var to: Time
        }

        /// A time of the day.
        package enum Time: Equatable, Sendable {
            /// Minutes since midnight, 0 to 1440.
            case clock(Int)
            /// Minutes after the sun rises or sets, before it where negative.
            case sun(SunEvent, Int)
        }

        package enum SunEvent: String, CaseIterable, Sendable {
            case sunrise, sunset
        }

        /// Whether it asks for sunrise or sunset.
        package var asksForSun: Bool {
            windows.contains { window in
                if case .sun = window.from { true } else if case .sun = window.to { true } else { false }
            }
        }

        package enum Day: String, CaseIterable, Sendable {
            case monday = "mon"
            case tuesday = "tue"
            case wednesday = "wed"
            case thursday = "thu"
            case friday = "fri"
            case saturday = "sat"
            case sunday = "sun"
        }
    }
}

let scheduleSummary = "When this is told of; always where not given. See [Schedules](#schedules)."
let coolDownSummary = "After it was told, nothing new is for so long."

extension Kind where Value == Duration {
    static var coolDown: Kind { .duration(.zero...(.seconds(7 * 86_400))) }
}

extension Kind where Value == [String]? {
    static var someLabels: Kind { .optional(.list(of: .label, "labels that the model knows", mayBeEmpty: false)) }
}

extension Kind where Value == Configuration.Schedule {
    /// One window or a list of them: `mon-fri 18:00-07:00`.
    static var schedule: Kind {
        let allowed =
            "days, hours or both, as `mon-fri 18:00-07:00`, `sat,sun`, `22:00-06:00` or `sunset-sunrise+30min`, or a list of such"
        return Kind(allowed: allowed) { node, _, reader in
            let nodes = if case .sequence(let items) = node.content { items } else { [node] }
            let windows = nodes.compactMap { reader.window($0, allowed) }
            if nodes.isEmpty { reader.fail(node, "\(node.shownPath) is an empty list; allowed: \(allowed)") }
            return windows.isEmpty || windows.count < nodes.count ? nil : Value(windows: windows)
        } reveal: {
            .list($0.windows.map { .text($0.text) })
        }
    }
}

extension Reader {
    fileprivate func window(_ node: Node, _ allowed: String) -> Configuration.Schedule.Window? {
        let words = node.scalar.map { $0.split(separator: " ") } ?? []
        let hours = words.last.flatMap(clockTimes)
        let days = words.first.flatMap(weekdays)
        switch (words.count, days, hours) {
        case (1, let days?, _): return .init(days: days, from: .clock(0), to: .clock(1440))
        case (1, _, let hours?): return window(Configuration.Schedule.Day.allCases, hours, node)
        case (2, let days?, let hours?): return window(days, hours, node)
        default:
            refuse(node, allowed, words.contains { $0.contains("24:") } ? "a day ends at `24:00`" : nil)
            return nil
        }
    }

    private func window(
        _ days: [Configuration.Schedule.Day],
        _ hours: (from: Configuration.Schedule.Time, to: Configuration.Schedule.Time), _ node: Node
    ) -> Configuration.Schedule.Window? {
        guard hours.from != hours.to else {
            fail(node, "\(node.shownPath) ends when it begins", "leave the hours out for the whole day")
            return nil
        }
        return .init(days: days, from: hours.from, to: hours.to)
    }
}

/// `mon-fri`, `sat,sun`, `fri-mon`.
private func weekdays(_ text: Substring) -> [Configuration.Schedule.Day]? {
    let week = Configuration.Schedule.Day.allCases
    var days: Set<Int> = []
    for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { name in
            week.firstIndex { $0.rawValue == name }
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
        days.formUnion((0...(last - first + 7) % 7).map { (first + $0) % 7 })
    }
    return days.sorted().map { week[$0] }
}

/// `22:00-06:00`, `sunset-30min-sunrise`.
private func clockTimes(_ text: Substring) -> (from: Configuration.Schedule.Time, to: Configuration.Schedule.Time)? {
    var rest = text
    guard let from = takeTime(&rest), rest.popFirst() == "-", let to = takeTime(&rest), rest.isEmpty else { return nil }
    if from == .clock(1440) { return nil }
    return (from, to == .clock(0) ? .clock(1440) : to)
}

private func takeTime(_ rest: inout Substring) -> Configuration.Schedule.Time? {
    for event in Configuration.Schedule.SunEvent.allCases where rest.hasPrefix(event.rawValue) {
        rest = rest.dropFirst(event.rawValue.count)
        return .sun(event, takeOffset(&rest))
    }
    let text = rest.prefix { $0 != "-" }
    guard let minutes = clockTime(text) else { return nil }
    rest = rest.dropFirst(text.count)
    return .clock(minutes)
}

/// `+30min` or `-1h` in minutes, at most twelve hours; 0, and nothing taken, where there is none: `-06:00` is where a window ends.
private func takeOffset(_ rest: inout Substring) -> Int {
    guard let sign = rest.first, sign == "+" || sign == "-" else { return 0 }
    let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }
    let tail = rest.dropFirst(1 + digits.count)
    let units = [("min", 1), ("h", 60)]
    guard let unit = units.first(where: { tail.hasPrefix($0.0) }), let count = Int(digits), count * unit.1 <= 720 else {
        return 0
    }
    rest = tail.dropFirst(unit.0.count)
    return (sign == "-" ? -1 : 1) * count * unit.1
}

private func clockTime(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
        parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
        let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
}

extension Kind where Value == ZoneInfo {
    static var timeZone: Kind {
        let allowed = "a place of the time zone database, as `Europe/Berlin`, or `UTC`"
        return Kind(allowed: allowed) { node, _, reader in
            guard let name = reader.text(node, allowed) else { return nil }
            do throws(ZoneInfo.Malformed) {
                return try ZoneInfo(named: name)
            } catch {
                reader.fail(
                    node, "\(node.shownPath) is \(quoted(name)): \(error.reason); allowed: \(allowed)")
                return nil
            }
        }
    }
}

extension Configuration.Schedule.Window {
    /// As a file would have it: `mon,tue 18:00-07:00`.
    fileprivate var text: String {
        days.map(\.rawValue).joined(separator: ",") + " \(from.text)-\(to.text)"
    }
}

extension Configuration.Schedule.Time {
    fileprivate var text: String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        switch self {
        case .clock(let minutes): return twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60)
        case .sun(let event, 0): return event.rawValue
        case .sun(let event, let offset): return event.rawValue + (offset < 0 ? "" : "+") + "\(offset)min"
        }
    }
}
