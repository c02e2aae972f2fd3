import ArgumentParser
import Clocks
import Delivery
import Events

struct EventsDead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "List the events that receivers refused for good, with the last error.",
        discussion: "They are kept, and sent again by `vedette events retry`.")

    @OptionGroup var location: StateLocation

    @Option(help: ArgumentHelp("Only this receiver's.", valueName: "name"))
    var sink: String?

    @Option(help: ArgumentHelp("At most so many, oldest first.", valueName: "number"))
    var limit = 1_000

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit takes a number of at least 1.") }
    }

    func run() throws {
        let store = try location.open()
        if let sink { try store.checkSink(sink) }
        let (letters, all) = try EventStore.exiting {
            (
                try store.deliveries(.dead, sink: sink, limit: limit),
                try store.sinks().filter { sink == nil || $0.name == sink }.reduce(0) { $0 + $1.dead }
            )
        }
        guard !json else {
            for letter in letters { print(try JSONLine.text(DeadLetter(letter))) }
            return
        }
        var output = EventOutput(.people)
        for letter in letters {
            output.print(letter.event)
            let since = letter.changed.map { ", \($0.local)" } ?? ""
            let error = letter.lastError ?? "no error was kept"
            let attempts = counted(letter.attempts, "attempt")
            output.print(line: "    \(letter.sink) gave up after \(attempts)\(since): \(error)")
        }
        output.flush()
        if all > letters.count { Failure.say("There are \(all - letters.count) more; --limit shows them.") }
        if all == 0 { print("No event was given up.") }
    }
}

/// A dead letter for machines.
private struct DeadLetter: Encodable {
    let sink: String
    let id: String
    let type: String
    let camera: String?
    let time: CaptureTime
    let attempts: Int
    let lastError: String?
    let deadSince: CaptureTime?

    init(_ record: DeliveryRecord) {
        sink = record.sink
        (id, type, camera, time) = (record.event.id, record.event.type, record.event.camera, record.event.time)
        (attempts, lastError, deadSince) = (record.attempts, record.lastError, record.changed)
    }

    private enum CodingKeys: String, CodingKey {
        case sink, id, type, camera, time, attempts
        case lastError = "last_error"
        case deadSince = "dead_since"
    }
}
