import ArgumentParser
import Delivery

struct EventsReplay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Send events to a receiver again, with the ids they have.",
        discussion: """
            For a receiver that lost what it had, or a new one that wants the past. The events are put back into the \
            sink's queue, in their order and before what is new; the daemon sends them, now or when it runs again. A \
            receiver that remembers ids takes none twice.

              vedette events replay --sink example.org --since 2026-11-28T14:00 --until 15:00 --dry-run
            """)

    @OptionGroup var location: StateLocation

    @Option(help: ArgumentHelp("Which receiver, by its name in `vedette events stats`.", valueName: "name"))
    var sink: String

    @OptionGroup var selection: EventSelection

    @Flag(help: "Only say how many events are meant.")
    var dryRun = false

    func validate() throws {
        if selection.time.since == nil { throw ValidationError("--since says from when on; it must be given.") }
    }

    func run() throws {
        selection.warnOfUnknownTypes()
        let store = try location.open(dryRun ? .reader : .operator)
        try store.checkSink(sink)
        let filter = selection.filter
        try EventStore.exiting {
            guard !dryRun else {
                return print("\(counted(try meant(store, filter), "event")) would be sent to \(sink).")
            }
            let requeued = try store.requeue(selection.query, sink: sink) { filter.passes($0) }
            print("\(counted(requeued, "event")) put into the queue of \(sink).")
        }
    }

    private func meant(_ store: EventStore, _ filter: EventFilter) throws -> Int {
        var count = 0
        try store.forEachEvent(selection.query) { event in
            if filter.passes(event) { count += 1 }
            return true
        }
        return count
    }
}
