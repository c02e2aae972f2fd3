/// A moment as a camera's rules see it: in the camera's seconds, on the world's clock and on the one on the wall.
package struct Moment: Hashable, Sendable {
    /// In the camera's own time, which only ever grows within a connection.
    package var seconds: Double
    /// Since 1970, UTC; may be set back and forward.
    package var captured: Double
    package var local: LocalTime

    package init(seconds: Double, captured: Double, local: LocalTime) {
        self.seconds = seconds
        self.captured = captured
        self.local = local
    }
}

/// The day and the time of the day where the camera stands.
package struct LocalTime: Hashable, Sendable {
    package var day: Weekday
    /// Since midnight by the clock on the wall, 0 to 86,399.
    package var second: Int
    /// nil where nobody said where on earth that is.
    package var sun: Daylight?

    package init(day: Weekday, second: Int, sun: Daylight? = nil) {
        self.day = day
        self.second = second
        self.sun = sun
    }
}

package enum Weekday: Int, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    var before: Weekday { Weekday(rawValue: (rawValue + 6) % 7) ?? .monday }
}
