/// The data of `vedette.outbox.dropped`: events that some sinks will never get, since the outbox is full.
package struct OutboxDropReport: Codable, Hashable, Sendable {
    /// How many each sink will not get, by its name.
    package let sinks: [String: Int]

    /// How many are in no sink and not in the database, since it could not be written for too long.
    package let unsaved: Int

    package init(sinks: [String: Int], unsaved: Int) {
        self.sinks = sinks
        self.unsaved = unsaved
    }
}

/// The data of `vedette.outbox.replaced`: the database was damaged, and a new one took its place.
package struct OutboxReplacementReport: Codable, Hashable, Sendable {
    /// What SQLite found.
    package let reason: String

    /// Where the damaged file is now; a name in the state directory.
    package let movedTo: String

    /// Events that were taken back from the event log and from memory.
    package let recovered: Int

    package init(reason: String, movedTo: String, recovered: Int) {
        self.reason = reason
        self.movedTo = movedTo
        self.recovered = recovered
    }

    private enum CodingKeys: String, CodingKey {
        case reason, recovered
        case movedTo = "moved_to"
    }
}

/// The data of `vedette.sink.disabled`: a receiver wants no more events.
package struct SinkReport: Codable, Hashable, Sendable {
    /// Its name in the configuration.
    package let sink: String
    package let reason: String

    package init(sink: String, reason: String) {
        self.sink = sink
        self.reason = reason
    }
}
