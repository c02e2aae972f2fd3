package import Clocks
import Glibc
package import Rules

/// The clock on the wall where a camera stands.
package struct WallClock: Sendable {
    private let zone: ZoneInfo?
    private let sun: Sun?

    /// - Parameters:
    ///   - zone: nil for the host's own, by `TZ` or `/etc/localtime`.
    ///   - sun: as seen from there; nil where nobody said where that is.
    package init(zone: ZoneInfo? = nil, sun: Sun? = nil) {
        self.zone = zone
        self.sun = sun
    }

    /// Seconds east of Greenwich, at a moment in seconds since 1970.
    private func offset(at seconds: Int) -> Int {
        if let zone { return zone.offset(at: Int64(seconds)) }
        var (moment, broken) = (time_t(seconds), tm())
        return localtime_r(&moment, &broken) == nil ? 0 : broken.tm_gmtoff
    }

    package func time(at captured: CaptureTime) -> LocalTime {
        let seconds = captured.wholeSeconds
        let local = seconds + offset(at: seconds)
        let days = local.flooredDivided(by: 86_400)
        // 1 January 1970 was a Thursday.
        let day = Weekday(rawValue: (days + 3) - 7 * (days + 3).flooredDivided(by: 7)) ?? .monday
        return LocalTime(
            day: day, second: local - 86_400 * days, sun: sun.map { daylight($0.course(onDay: days), of: days) })
    }

    private func daylight(_ course: Sun.Course, of day: Int) -> Daylight {
        switch course {
        case .staysUp: .always
        case .staysDown: .never
        case .rises(let rise, let set): Daylight(rises: second(of: day, at: rise), sets: second(of: day, at: set))
        }
    }

    /// By the clock on the wall, counted from a day's midnight; past 86,400 where the sun sets after the next one.
    private func second(of day: Int, at moment: Double) -> Int {
        let seconds = Int(moment.rounded())
        return seconds + offset(at: seconds) - 86_400 * day
    }

    /// When the interval that holds a moment ends, both in seconds since 1970. Intervals are counted from midnight.
    package func intervalEnd(after seconds: Int, every length: Int) -> Int {
        let offset = offset(at: seconds)
        let midnight = (seconds + offset).flooredDivided(by: 86_400) * 86_400
        let number = (seconds + offset - midnight) / length + 1
        let end = midnight + min(86_400, number * length) - offset
        // A day on which the clock is set has 23 or 25 hours; within an hour, there are 60 minutes also on that day.
        let shift = self.offset(at: end) - offset
        return length > 3600 && end - shift > seconds ? end - shift : end
    }
}

extension CaptureTime {
    /// Since 1970.
    var wholeSeconds: Int { Int(microseconds.flooredDivided(by: 1_000_000)) }
}

extension BinaryInteger {
    fileprivate func flooredDivided(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
