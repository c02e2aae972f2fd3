import Logging

/// Says that a sink loses events since it is too far behind: at the first one, then at most once a minute.
struct OverflowNotice: Sendable {
    private var said = 0
    private var lastSaid: ContinuousClock.Instant?

    mutating func say(_ counts: SinkCounts, _ logger: Logger) {
        let lost = counts.dropped[.overflow, default: 0]
        guard lost > said, lastSaid.map({ .now - $0 >= .seconds(60) }) ?? true else { return }
        logger.warning(
            "sink is too far behind; its oldest events are dropped",
            metadata: ["sink": "\(counts.sink)", "dropped": "\(lost - said)", "queued": "\(counts.queued)"])
        said = lost
        lastSaid = .now
    }
}
