import ArgumentParser
import Clocks
import Delivery
import Events

/// Which events are meant.
struct EventSelection: ParsableArguments {
    @OptionGroup var time: TimeSelection

    @Option(
        help: ArgumentHelp("Only this camera's; may be repeated. '' stands for the daemon's own.", valueName: "name"))
    var camera: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only this type, with or without “vedette.”, with * for any characters; may be repeated.",
            valueName: "type"))
    var type: [String] = []

    @Option(help: ArgumentHelp("Only events of objects with this label; may be repeated.", valueName: "label"))
    var label: [String] = []

    @Option(help: ArgumentHelp("Only events in this zone; may be repeated.", valueName: "name"))
    var zone: [String] = []

    /// What the database can tell by itself.
    var query: EventQuery {
        var query = time.query
        query.cameras = camera
        query.types = patterns
        return query
    }

    /// What it takes a look into the event for.
    var filter: EventFilter {
        var filter = EventFilter()
        filter.labels = label
        filter.zones = zone
        return filter
    }

    private var patterns: [String] {
        type.map { $0.hasPrefix("vedette.") || $0.hasPrefix("*") ? $0 : "vedette." + $0 }
    }

    /// Says where a type is one that this version never writes; an earlier or later one may have.
    func warnOfUnknownTypes() {
        for pattern in patterns {
            var filter = EventFilter()
            filter.types = [pattern]
            let isKnown = EventType.allCases.contains { filter.passes(EventFacts(type: $0.rawValue, camera: nil)) }
            if !isKnown { Failure.say("vedette: no type of event is called \(pattern); docs/events.md has them all") }
        }
    }
}

/// A stretch of time.
struct TimeSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp("Not before this moment: a time, a day, today, or so long ago, as 2h.", valueName: "time"))
    var since: Moment?

    @Option(help: ArgumentHelp("Before this moment.", valueName: "time"))
    var until: Moment?

    func validate() throws {
        if let since, let until, since.time >= until.time {
            throw ValidationError("--since must be before --until.")
        }
    }

    var query: EventQuery {
        var query = EventQuery()
        query.since = since?.time
        query.until = until?.time
        return query
    }
}

/// A moment as people write it.
struct Moment: ExpressibleByArgument {
    let time: CaptureTime

    init?(argument: String) {
        guard let time = CaptureTime(spoken: argument, now: .now()) else { return nil }
        self.time = time
    }
}

extension CaptureTime {
    /// `2026-11-28 14:05:00.1` by the local clock.
    var local: String {
        let seconds = microseconds / 1_000_000
        let text = advanced(bySeconds: Double(CaptureTime.hostOffset(at: seconds))).rfc3339
        return text.prefix(10) + " " + text.dropFirst(11).prefix(10)
    }
}
