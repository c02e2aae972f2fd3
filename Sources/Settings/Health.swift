extension Configuration.Camera {
    /// What is told of the camera itself: that it sends pictures, but ones that are not worth much.
    package struct Health: Equatable, Sendable {
        package var enabled = true
        package var frozen = Check(after: .seconds(20))
        package var covered = Check(after: .seconds(10))
        package var defocused = Check(after: .seconds(20))
        package var moved = Check(after: .seconds(20))
        package var dark = Check(after: .seconds(30))
        package var slow = Slow()
        package var clockDrift = ClockDrift()

        package init() {}

        /// One trouble: whether it is looked for, and for how long it must last.
        package struct Check: Equatable, Sendable {
            package var enabled = true
            package var after = Duration.seconds(20)

            package init() {}

            init(after: Duration) {
                self.after = after
            }
        }

        package struct Slow: Equatable, Sendable {
            package var check = Check(after: .seconds(20))
            /// Frames a second that the camera should send; nil for what is usual.
            package var frameRate: Double?

            package init() {}
        }

        package struct ClockDrift: Equatable, Sendable {
            package var check = Check(after: .seconds(10))
            package var tolerance = Duration.seconds(5)

            package init() {}
        }
    }
}

extension Configuration.Camera.Health: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.enabled, .flag, "Whether any of the following is looked for."),
        Key(
            "frozen", \.frozen, .section(shorthand: "enabled"),
            "The same picture comes again and again, across keyframes."),
        Key(
            "covered", \.covered, .section(shorthand: "enabled"),
            "Something before the lens, or light into it, hides most of the scene."),
        Key("defocused", \.defocused, .section(shorthand: "enabled"), "What was sharp is blurred."),
        Key("moved", \.moved, .section(shorthand: "enabled"), "The camera looks elsewhere."),
        Key("dark", \.dark, .section(shorthand: "enabled"), "There is too little light to see by."),
        Key(
            "slow", \.slow, .section(shorthand: "enabled"),
            "Frames come at less than half of their rate while something moves."),
        Key(
            "clock_drift", \.clockDrift, .section(shorthand: "enabled"),
            "The camera's clock, by its RTCP sender reports, differs from the host's."),
    ]
}

extension Configuration.Camera.Health.Check: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.enabled, .flag, "Whether it is looked for."),
        Key("after", \.after, checkDuration, checkSummary),
    ]
}

extension Configuration.Camera.Health.Slow: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.check.enabled, .flag, "Whether it is looked for."),
        Key("after", \.check.after, checkDuration, checkSummary),
        Key(
            "frame_rate", \.frameRate, .optional(.number(0.1...240, "frames a second")),
            "What the camera should send; what it usually sends where not given."),
    ]
}

extension Configuration.Camera.Health.ClockDrift: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.check.enabled, .flag, "Whether it is looked for."),
        Key("after", \.check.after, checkDuration, checkSummary),
        Key(
            "tolerance", \.tolerance, .duration(.milliseconds(500)...(.seconds(3600))),
            "How far the two clocks may be apart."),
    ]
}

private let checkDuration = Kind<Duration>.duration(.seconds(1)...(.seconds(3600)))
private let checkSummary = "How long it must last before it is told."
