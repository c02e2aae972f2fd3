import ArgumentParser

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Look at what happened, and at what each receiver still has to get.",
        discussion: """
            All of it works while the daemon runs and when it does not; nothing here needs the cameras' passwords.

            What happens now           vedette events tail
            What happened              vedette events list --since today
            One event, and who has it  vedette events show ID
            Where receivers stand      vedette events stats
            What a receiver refused    vedette events dead
            Try that again             vedette events retry --all
            Send some again            vedette events replay --sink NAME --since 2h
            Was the log tampered with  vedette events verify
            Who watched, and when      vedette events coverage

            The database is found by the configuration file's `state: directory`; --state names its folder instead. \
            Times are 2026-11-28T14:05:00Z, 2026-11-28, 14:05, today, yesterday, or so long ago: 90s, 2h, 1d12h. \
            Without an offset they are local, as are the times that are shown; JSON has the events' own, UTC.
            """,
        subcommands: [
            EventsTail.self, EventsList.self, EventsShow.self, EventsReplay.self, EventsDead.self, EventsRetry.self,
            EventsVerify.self, EventsCoverage.self, EventsStats.self,
        ])
}
