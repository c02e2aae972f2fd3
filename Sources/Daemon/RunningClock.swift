package import Clocks

/// The wall clock as it would run if nobody ever set it: its time when it was last read, and what passed since.
///
/// The one place where the two kinds of clock meet: an account of seconds needs what passed, its hours need the wall.
package struct RunningClock: Sendable {
    /// A wall clock that is further off than this was set; less is read late or slewed.
    package static let tolerance = Duration.seconds(1)

    private var wall: CaptureTime
    private var instant: ContinuousClock.Instant

    package init(wall: CaptureTime, at instant: ContinuousClock.Instant) {
        self.wall = wall
        self.instant = instant
    }

    package func time(at instant: ContinuousClock.Instant) -> CaptureTime {
        wall.advanced(by: self.instant.duration(to: instant))
    }

    /// Reads the wall clock.
    ///
    /// - Returns: how far it was set since it was last read, positive where forward; nil where it was not.
    package mutating func read(_ wall: CaptureTime, at instant: ContinuousClock.Instant) -> Duration? {
        let shift = time(at: instant).duration(to: wall)
        guard abs(shift.seconds) > Self.tolerance.seconds else { return nil }
        self = RunningClock(wall: wall, at: instant)
        return shift
    }
}
