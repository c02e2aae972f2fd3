/// When clocks are set each year: what POSIX writes into `TZ`, as `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Reference: IEEE Std 1003.1-2017, section 8.3, with RFC 8536's extension (section 3.3.1): times from -167 to 167 hours.
struct DaylightRule: Hashable, Sendable {
    /// Seconds east of Greenwich.
    private let standard: Int
    private let daylight: Daylight?

    fileprivate struct Daylight: Hashable, Sendable {
        let offset: Int
        let begins: Change
        let ends: Change
    }

    /// A day of each year, and the time on it.
    fileprivate struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// Of the n-th week (5 for the last) of a month, 0 for Sunday.
            case weekday(Int, week: Int, month: Int)
            /// 1 to 365; 29 February is never counted.
            case julian(Int)
            /// 0 to 365.
            case ordinal(Int)
        }

        let day: Day
        /// Seconds after midnight.
        let time: Int
    }

    init(_ text: String) throws(ZoneInfo.Malformed) {
        var reader = RuleReader(text)
        guard let rule = Self.read(&reader), reader.isAtEnd else {
            throw ZoneInfo.Malformed(reason: "its rule for the years to come is broken")
        }
        self = rule
    }

    private init(standard: Int, daylight: Daylight?) {
        self.standard = standard
        self.daylight = daylight
    }

    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilDate(daysSinceEpoch: (seconds + Int64(standard)).flooredDays).year
        let begins = daylight.begins.moment(in: year) - Int64(standard)
        let ends = daylight.ends.moment(in: year) - Int64(daylight.offset)
        // South of the equator, daylight saving time lies across the new year.
        let isDaylight = begins < ends ? (begins..<ends).contains(seconds) : !(ends..<begins).contains(seconds)
        return isDaylight ? daylight.offset : standard
    }

    private static func read(_ reader: inout RuleReader) -> DaylightRule? {
        guard reader.name(), let west = reader.time() else { return nil }
        if reader.isAtEnd { return DaylightRule(standard: -west, daylight: nil) }
        guard reader.name() else { return nil }
        let daylightWest = reader.isAt(",") ? west - 3600 : reader.time()
        guard let daylightWest, let begins = change(&reader), let ends = change(&reader) else { return nil }
        return DaylightRule(standard: -west, daylight: Daylight(offset: -daylightWest, begins: begins, ends: ends))
    }

    private static func change(_ reader: inout RuleReader) -> Change? {
        guard reader.skip(","), let day = day(&reader) else { return nil }
        guard let time = reader.skip("/") ? reader.time() : 7200 else { return nil }
        return Change(day: day, time: time)
    }

    private static func day(_ reader: inout RuleReader) -> Change.Day? {
        if reader.skip("M") {
            guard let month = reader.number(1...12), reader.skip("."), let week = reader.number(1...5),
                reader.skip("."),
                let day = reader.number(0...6)
            else { return nil }
            return .weekday(day, week: week, month: month)
        }
        return reader.skip("J")
            ? reader.number(1...365).map { .julian($0) } : reader.number(0...365).map { .ordinal($0) }
    }
}

extension DaylightRule.Change {
    /// By the clock on the wall, as seconds since 1970.
    fileprivate func moment(in year: Int64) -> Int64 {
        days(in: year) * 86_400 + Int64(time)
    }

    private func days(in year: Int64) -> Int64 {
        let newYear = Self.days(year, 1)
        switch day {
        case .ordinal(let number): return newYear + Int64(number)
        case .julian(let number):
            let isLeap = Self.days(year + 1, 1) - newYear == 366
            return newYear + Int64(number - 1) + (isLeap && number >= 60 ? 1 : 0)
        case .weekday(let day, let week, let month):
            let first = Self.days(year, month)
            // 1 January 1970 was a Thursday.
            let ahead = (Int64(day) - (first + 4) % 7 + 14) % 7
            let found = first + ahead + Int64(week - 1) * 7
            let next = month == 12 ? Self.days(year + 1, 1) : Self.days(year, month + 1)
            return found < next ? found : found - 7
        }
    }

    /// The first of a month.
    private static func days(_ year: Int64, _ month: Int) -> Int64 {
        CivilDate(year: year, month: Int64(month), day: 1)?.daysSinceEpoch ?? 0
    }
}

private struct RuleReader {
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ mark: Character) -> Bool { rest.first == mark }

    mutating func skip(_ mark: Character) -> Bool {
        guard rest.first == mark else { return false }
        rest.removeFirst()
        return true
    }

    /// `CET`, or `<+03>`.
    mutating func name() -> Bool {
        let isQuoted = skip("<")
        let name = rest.prefix { $0.isASCII && ($0.isLetter || (isQuoted && ($0.isNumber || $0 == "+" || $0 == "-"))) }
        rest = rest.dropFirst(name.count)
        return name.count >= 3 && (!isQuoted || skip(">"))
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard digits.count <= 3, let number = Int(digits), range.contains(number) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func time() -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign > 0 { _ = skip("+") }
        guard let hours = number(0...167) else { return nil }
        guard let minutes = skip(":") ? number(0...59) : 0 else { return nil }
        guard let seconds = skip(":") ? number(0...59) : 0 else { return nil }
        return sign * (hours * 3600 + minutes * 60 + seconds)
    }
}

extension Int64 {
    /// Whole days since 1970, for seconds.
    fileprivate var flooredDays: Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: 86_400)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
