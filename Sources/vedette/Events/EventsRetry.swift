import ArgumentParser
import Delivery

struct EventsRetry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Send dead letters again: some by their ids, one receiver's, or all.",
        discussion: """
            A receiver that was disabled, since it answered 410, is tried again, too.

              vedette events retry 019ab2f4-5d10-7a3b-9c4d-0123456789ab
              vedette events retry --sink example.org
            """)

    @OptionGroup var location: StateLocation

    @Option(help: ArgumentHelp("Only this receiver's.", valueName: "name"))
    var sink: String?

    @Flag(help: "All that there are.")
    var all = false

    @Argument(help: "Ids of events.")
    var ids: [String] = []

    func validate() throws {
        guard !ids.isEmpty || sink != nil || all else { throw ValidationError("Name ids, a --sink, or --all.") }
        guard ids.isEmpty || !all else { throw ValidationError("Name ids or --all, not both.") }
    }

    func run() throws {
        let store = try location.open(.operator)
        if let sink { try store.checkSink(sink) }
        let revived = try EventStore.exiting {
            for id in ids where try store.event(id: id) == nil {
                throw Failure.exit(Failure.noInput, "there is no event \(id), or none any more")
            }
            return try store.retryDead(sink: sink, ids: ids.isEmpty ? nil : ids)
        }
        print(revived == 1 ? "1 delivery is tried again." : "\(revived) deliveries are tried again.")
    }
}
