/// The times of the week at which a rule tells anything, by the clock on the wall and by the sun.
///
/// Where that clock is set forward, the skipped times do not come that night; where it is set back, the times that come
/// twice count twice.
package struct Schedule: Hashable, Sendable {
    /// A time of the day.
    package enum Time: Hashable, Sendable {
        /// Seconds since midnight, 0 to 86,400.
        case clock(Int)
        /// Seconds after the sun rises, or before it where negative.
        case sunrise(Int)
        case sunset(Int)

        /// Seconds since midnight on a day; nil for one that goes by a sun that nobody knows of.
        fileprivate func seconds(_ sun: Daylight?) -> Int? {
            switch self {
            case .clock(let seconds): seconds
            case .sunrise(let offset): sun.map { $0.rises + offset }
            case .sunset(let offset): sun.map { $0.sets + offset }
            }
        }
    }

    /// From one time of the day to another, on some days.
    package struct Window: Hashable, Sendable {
        /// The days on which it begins.
        package var days: Set<Weekday>
        package var from: Time
        /// Itself not within; not after `from`, it is the next day's.
        package var to: Time

        package init(days: Set<Weekday>, from: Time, to: Time) {
            self.days = days
            self.from = from
            self.to = to
        }

        /// - Parameters:
        ///   - from: seconds since midnight, 0 to 86,399.
        ///   - to: seconds since midnight, 1 to 86,400.
        package init(days: Set<Weekday>, from: Int, to: Int) {
            self.init(days: days, from: .clock(from), to: .clock(to))
        }

        func holds(_ time: LocalTime) -> Bool {
            guard let begin = from.seconds(time.sun), var end = to.seconds(time.sun) else { return false }
            let start = max(0, begin)
            // Four hours after a late sunset are tomorrow's.
            if end > 86_400 { end -= 86_400 }
            guard end <= start else { return days.contains(time.day) && (start..<end).contains(time.second) }
            return (days.contains(time.day) && time.second >= start)
                || (days.contains(time.day.before) && time.second < end)
        }
    }

    package var windows: [Window]

    package init(windows: [Window]) {
        self.windows = windows
    }

    package func holds(_ time: LocalTime) -> Bool { windows.contains { $0.holds(time) } }
}

/// When the sun rises and sets on a day, in seconds since that day's midnight by the clock on the wall.
package struct Daylight: Hashable, Sendable {
    package var rises: Int
    package var sets: Int

    package init(rises: Int, sets: Int) {
        self.rises = rises
        self.sets = sets
    }

    /// A day on which the sun never sets: from midnight to midnight.
    package static let always = Daylight(rises: 0, sets: 86_400)
    /// A day on which it never rises: the night that began yesterday is tomorrow's.
    package static let never = Daylight(rises: 86_400, sets: 0)
}
