import Glibc

extension CaptureTime {
    /// Reads a moment as people write it on a command line.
    ///
    /// | text | moment |
    /// |---|---|
    /// | `2026-11-28T14:05:00Z`, any RFC 3339 | that one |
    /// | `2026-11-28T14:05`, `2026-11-28 14:05:30` | by the local clock |
    /// | `2026-11-28`, `today`, `yesterday` | that day's beginning, local |
    /// | `14:05` | today, local |
    /// | `90s`, `2h`, `1d12h`, `1w`, with or without ` ago` | so long before now |
    /// | `now` | now |
    ///
    /// - Parameter offset: seconds east of Greenwich at a moment in seconds since 1970; the host's zone by default.
    /// - Returns: nil for anything else.
    package init?(spoken text: String, now: CaptureTime, offset: (Int64) -> Int = hostOffset) {
        let word = text.lowercased()
        func midnight(_ days: Int64) -> CaptureTime {
            let local = now.seconds + Int64(offset(now.seconds))
            return CaptureTime(local: (local.flooredDivision(by: 86_400) + days) * 86_400, offset)
        }
        if let time = CaptureTime(rfc3339: text) {
            self = time
        } else if word == "now" {
            self = now
        } else if word == "today" {
            self = midnight(0)
        } else if word == "yesterday" {
            self = midnight(-1)
        } else if let seconds = Self.span(word) {
            self = now.advanced(by: .seconds(-seconds))
        } else if let seconds = Self.timeOfDay(text[...]) {
            let today = (now.seconds + Int64(offset(now.seconds))).flooredDivision(by: 86_400) * 86_400
            self.init(local: today + seconds, offset)
        } else if let local = Self.localMoment(text) {
            self.init(local: local, offset)
        } else {
            return nil
        }
    }

    /// The host's clock on the wall, by `TZ` or `/etc/localtime`.
    package static func hostOffset(at seconds: Int64) -> Int {
        var (moment, broken) = (time_t(seconds), tm())
        return localtime_r(&moment, &broken) == nil ? 0 : broken.tm_gmtoff
    }

    /// Local seconds as if they were UTC's. In an hour that the clock skips or repeats, either offset is as good.
    private init(local: Int64, _ offset: (Int64) -> Int) {
        let guess = local - Int64(offset(local))
        self.init(microseconds: (local - Int64(offset(guess))) * 1_000_000)
    }

    private var seconds: Int64 { microseconds.flooredDivision(by: 1_000_000) }

    /// `1d12h`: numbers of at most six digits, each with its unit.
    private static func span(_ text: String) -> Int64? {
        let units: [Substring: Int64] = [
            "w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "min": 60, "s": 1,
        ]
        var rest = text.hasSuffix(" ago") ? text.dropLast(4) : text[...]
        var sum: Int64 = 0
        repeat {
            let digits = rest.prefix(while: \.isASCIIDigit)
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count).drop { $0 == " " }
            guard (1...6).contains(digits.count), let number = Int64(digits), let seconds = units[unit] else {
                return nil
            }
            sum += number * seconds
        } while !rest.isEmpty
        return sum
    }

    /// `2026-11-28`, alone or with `T` or a space and a time.
    private static func localMoment(_ text: String) -> Int64? {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { "T t".contains($0) }
        let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.map(\.count) == [4, 2, 2], numbers.joined().allSatisfy(\.isASCIIDigit),
            let year = Int64(numbers[0]), let month = Int64(numbers[1]), let day = Int64(numbers[2]),
            let date = CivilDate(year: year, month: month, day: day),
            let seconds = parts.count == 1 ? 0 : timeOfDay(parts[1])
        else { return nil }
        return date.daysSinceEpoch * 86_400 + seconds
    }

    /// `14:05` or `14:05:30`, in seconds.
    private static func timeOfDay(_ text: Substring) -> Int64? {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
        guard [2, 3].contains(numbers.count), numbers.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCIIDigit) })
        else { return nil }
        let values = numbers.compactMap { Int64($0) } + [0]
        guard values.count >= 3, values[0] <= 23, values[1] <= 59, values[2] <= 59 else { return nil }
        return values[0] * 3_600 + values[1] * 60 + values[2]
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
