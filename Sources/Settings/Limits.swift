extension Configuration {
    /// What the daemon may cost and how far it may lag before cameras give something up.
    package struct Limits: Equatable, Sendable {
        /// Of one core; nil for no limit.
        package var cpuPercent: Double?
        /// Resident, in megabytes of 10⁶ bytes; nil for no limit.
        package var memoryMB: Double?
        package var eventLatency = Duration.milliseconds(500)

        package init() {}
    }
}

extension Configuration.Limits: Section {
    static let keys: [Key<Self>] = [
        Key(
            "cpu_percent", \.cpuPercent, .optional(.number(10...100_000, "percent of a core")),
            "How much of the processor the daemon may take, as `top` shows it: 150 is a core and a half. Any where not given."
        ),
        Key(
            "memory_mb", \.memoryMB, .optional(.number(50...10_000_000, "MB")),
            "How much memory may be resident. Any where not given; `MemoryMax=` of systemd ends the daemon instead."),
        Key(
            "event_latency", \.eventLatency, .duration(.milliseconds(50)...(.seconds(3600))),
            """
            How long frames may wait until they have been looked at, 95 of 100 of them; what `on-demand` keeps on purpose does \
            not count.
            """),
    ]
}
