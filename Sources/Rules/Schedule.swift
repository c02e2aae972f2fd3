/// The times of the week at which a rule tells anything, by the clock on the wall.
///
/// Where that clock is set forward, the skipped times do not come that night; where it is set back, the times that come
/// twice count twice.
package struct Schedule: Hashable, Sendable {
    /// From one time of the day to another, on some days.
    package struct Window: Hashable, Sendable {
        /// The days on which it begins.
        package var days: Set<Weekday>
        /// Seconds since midnight, 0 to 86,399.
        package var from: Int
        /// Seconds since midnight, 1 to 86,400, itself not within; before `from`, it is the next day's.
        package var to: Int

        package init(days: Set<Weekday>, from: Int, to: Int) {
            self.days = days
            self.from = from
            self.to = to
        }

        func holds(_ time: LocalTime) -> Bool {
            guard to <= from else { return days.contains(time.day) && (from..<to).contains(time.second) }
            return (days.contains(time.day) && time.second >= from)
                || (days.contains(time.day.before) && time.second < to)
        }
    }

    package var windows: [Window]

    package init(windows: [Window]) {
        self.windows = windows
    }

    package func holds(_ time: LocalTime) -> Bool { windows.contains { $0.holds(time) } }
}
