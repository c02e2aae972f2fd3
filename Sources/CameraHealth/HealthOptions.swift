/// What a ``HealthMonitor`` looks for.
package struct HealthOptions: Equatable, Sendable {
    /// The troubles that are looked for, and for how many seconds each must last before it is told.
    package var after: [Trouble: Double]

    /// Seconds by which a camera's clock may differ from ours.
    package var clockTolerance: Double

    /// Frames a second that the camera should send; nil for what is usual.
    package var frameRate: Double?

    /// What is looked for where nobody says otherwise.
    package static let standardAfter: [Trouble: Double] = [
        .frozen: 20, .covered: 10, .defocused: 20, .moved: 20, .dark: 30, .slow: 20, .clockDrift: 10,
    ]

    package init(
        after: [Trouble: Double] = standardAfter, clockTolerance: Double = 5, frameRate: Double? = nil
    ) {
        self.after = after
        self.clockTolerance = clockTolerance
        self.frameRate = frameRate
    }
}
