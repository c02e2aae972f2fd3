package import Clocks
import Digests
package import Events

/// A sink as the daemon registers it.
package struct SinkRegistration: Sendable {
    package let name: String

    /// A sink that follows the sequence of commits by a cursor instead of having a row for each event: the log.
    package let hasCursor: Bool

    package init(name: String, hasCursor: Bool = false) {
        self.name = name
        self.hasCursor = hasCursor
    }
}

/// What goes into one transaction: new events, and what became of older ones at the sinks.
package struct StoreChanges: Sendable {
    package var events: [NewEvent] = []

    /// The hash of the last of the events' lines; nil where there are none.
    package var chain: [UInt8]?
    package var progress: [Progress] = []

    /// Sinks with a cursor, by their numbers: how far they are.
    package var cursors: [Int64: Int64] = [:]

    /// What is to be added to each sink's totals.
    package var totals: [Int64: SinkTotals] = [:]

    /// Why each sink's latest attempt failed; nil within for a success.
    package var lastErrors: [Int64: String?] = [:]

    /// Sinks that want no more: what waits for them is given up.
    package var disabled: Set<Int64> = []

    package init() {}

    package var isEmpty: Bool {
        events.isEmpty && progress.isEmpty && cursors.isEmpty && totals.isEmpty && lastErrors.isEmpty
            && disabled.isEmpty
    }
}

extension StoreChanges {
    /// Adds what came later.
    mutating func merge(_ later: StoreChanges) {
        events += later.events
        chain = later.chain ?? chain
        progress += later.progress
        cursors.merge(later.cursors) { max($0, $1) }
        for (sink, added) in later.totals { totals[sink, default: SinkTotals()].add(added) }
        lastErrors.merge(later.lastErrors) { $1 }
        disabled.formUnion(later.disabled)
    }
}

extension StoreChanges {
    package struct NewEvent: Sendable {
        let id: UUIDv7
        let time: CaptureTime
        let camera: String
        let type: String
        let body: [UInt8]

        /// SHA-256 of the body.
        let hash: [UInt8]
        let sinks: [Int64]

        /// - Parameters:
        ///   - camera: empty for the daemon's own.
        ///   - sinks: numbers of those that are to get it; sinks with a cursor get every event.
        package init(
            id: UUIDv7, time: CaptureTime, camera: String, type: String, body: [UInt8], sinks: [Int64]
        ) {
            self.id = id
            self.time = time
            self.camera = camera
            self.type = type
            self.body = body
            hash = SHA256.digest(body)
            self.sinks = sinks
        }
    }

    /// What became of one event at one sink.
    package struct Progress: Sendable {
        package enum Outcome: Sendable {
            case delivered
            case failed(attempts: Int, rejections: Int, nextAttempt: CaptureTime?, error: String)
            case dead(attempts: Int, error: String)
        }

        let sink: Int64
        let camera: String
        let sequence: Int64
        let outcome: Outcome

        /// The sink is done with the event.
        var isFinal: Bool { if case .failed = outcome { false } else { true } }

        package init(sink: Int64, camera: String, sequence: Int64, outcome: Outcome) {
            self.sink = sink
            self.camera = camera
            self.sequence = sequence
            self.outcome = outcome
        }
    }
}
