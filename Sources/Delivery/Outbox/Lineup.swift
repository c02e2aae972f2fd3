/// The sinks that there are, each with its feed; the log among them, where there is one.
struct Lineup: Sendable {
    struct Place: Sendable {
        let sink: any Sink
        let feed: SinkFeed
    }

    let log: EventLog?

    /// The log first.
    let places: [Place]

    init(log: EventLog?, receivers: [any Sink], inbox: Inbox) {
        self.log = log
        var names: Set<String> = []
        places = ([log].compactMap(\.self) + receivers).map { sink in
            // The configuration sees to it that names are unique; two sinks of one name would take each other's events.
            var name = sink.name
            while !names.insert(name).inserted { name += "'" }
            return Place(sink: sink, feed: SinkFeed(name: name, isSequential: sink.isSequential, inbox: inbox))
        }
    }

    func start() {
        for place in places { place.sink.start(place.feed) }
    }

    /// Lets the sinks deliver what can go at once, and end.
    ///
    /// - Returns: whether all had ended by then.
    func end(by moment: ContinuousClock.Instant) -> Bool {
        for place in places {
            place.feed.close(by: moment)
            place.feed.drain()
            place.sink.wake()
        }
        return places.map { $0.feed.awaitEnd(until: moment) }.allSatisfy(\.self)
    }
}
