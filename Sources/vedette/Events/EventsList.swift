import ArgumentParser
import Delivery
import Glibc

struct EventsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List events, oldest first.",
        discussion: """
            With --limit, the latest ones that are meant; without --since, --until and --limit, the latest 100.

              vedette events list --since 07:00 --camera front-door --type object.started --label person
              vedette events list --since yesterday --until today --json | jq -r .data.label
            """)

    @OptionGroup var location: StateLocation
    @OptionGroup var selection: EventSelection

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: Int?

    @Flag(help: "Print the events as they are, one JSON object a line.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number of at least 1.") }
    }

    func run() throws {
        selection.warnOfUnknownTypes()
        let store = try location.open()
        let isNarrowed = selection.time.since != nil || selection.time.until != nil
        let printed = try EventStore.exiting {
            try print(limit ?? (isNarrowed ? nil : 100), of: store)
        }
        if printed == 0 && !json { Failure.say("No event is like that.") }
    }

    private func print(_ limit: Int?, of store: EventStore) throws -> Int {
        var query = selection.query
        if let limit { query.after = try place(before: limit, of: store) }
        let filter = selection.filter
        var output = EventOutput(json ? .json : .people)
        var printed = 0
        try store.forEachEvent(query) { event in
            guard filter.passes(event) else { return true }
            output.print(event)
            printed += 1
            return printed != limit
        }
        output.flush()
        return printed
    }

    /// The sequence number before that of the latest events' first; found backwards, without keeping any.
    private func place(before limit: Int, of store: EventStore) throws -> Int64? {
        var query = selection.query
        query.newestFirst = true
        let filter = selection.filter
        if filter == EventFilter() { query.limit = limit }
        var (found, first) = (0, Int64?.none)
        try store.forEachEvent(query) { event in
            guard filter.passes(event) else { return true }
            found += 1
            first = event.sequence
            return found < limit
        }
        return first.map { $0 - 1 }
    }
}
