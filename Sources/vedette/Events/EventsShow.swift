import ArgumentParser
import Clocks
import Delivery

struct EventsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one event, and which receivers have it.")

    @OptionGroup var location: StateLocation

    @Flag(help: "Print the event as it is, on one line.")
    var json = false

    @Argument(help: "The event's id.")
    var id: String

    func run() throws {
        let store = try location.open()
        try EventStore.exiting {
            guard let event = try store.event(id: id) else {
                throw Failure.exit(Failure.noInput, "there is no event \(id), or none any more")
            }
            let body = String(decoding: event.body, as: UTF8.self)
            guard !json else { return print(body) }
            print(body.indentedJSON)
            print("\nCommitted \(event.stored.local), as number \(event.sequence).")
            let records = try store.deliveries(of: event)
            for sink in try store.sinks() {
                print("  \(sink.name): " + state(of: event, at: sink, records.first { $0.sink == sink.name }))
            }
        }
    }

    private func state(of event: StoredEvent, at sink: SinkState, _ record: DeliveryRecord?) -> String {
        guard let record else {
            if sink.name == "log" { return event.sequence <= sink.cursor ? "written" : "waits" }
            return "delivered, or not meant for it"
        }
        let error = record.lastError.map { ": \($0)" } ?? ""
        switch record.state {
        case .dead: return "given up after \(counted(record.attempts, "attempt"))\(error)"
        case .waiting where record.attempts == 0: return "waits"
        case .waiting:
            let next = record.nextAttempt.map { ", next at \($0.local)" } ?? ""
            return "waits after \(counted(record.attempts, "attempt"))\(next)\(error)"
        }
    }
}

/// `1 event`, `2 events`.
func counted(_ number: Int, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }
