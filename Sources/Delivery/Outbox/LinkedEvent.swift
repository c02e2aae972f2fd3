import Clocks
import Events

/// An event with its bytes, which hold its place in the chain, and the sinks that are to get it.
struct LinkedEvent: Sendable {
    let stored: StoreChanges.NewEvent
    let facts: EventFacts
    private let event: Event
    private let arrived: ContinuousClock.Instant?

    init(
        _ event: Event, body: [UInt8], arrived: ContinuousClock.Instant?,
        _ targets: [(sink: any Sink, target: Int64?)]
    ) {
        self.event = event
        self.arrived = arrived
        let facts = event.facts
        self.facts = facts
        let wanting = targets.compactMap { sink, target in
            sink.isSequential || !sink.wants(facts) ? nil : target
        }
        stored = StoreChanges.NewEvent(
            id: event.id, time: event.time, camera: event.camera ?? "", type: event.type.rawValue,
            body: body,
            sinks: wanting)
    }

    var id: String { event.id.description }

    func delivery(sequence: Int64, at now: CaptureTime) -> Delivery {
        var delivery = Delivery(
            sequence: sequence, id: id, type: event.type.rawValue, camera: event.camera ?? "",
            body: stored.body, stored: now)
        delivery.arrived = arrived
        return delivery
    }
}
