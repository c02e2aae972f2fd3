import ArgumentParser
import Delivery
import FoundationEssentials
import Glibc

struct EventsTail: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Print the latest events, then each new one as it is told, until stopped.",
        discussion: """
              vedette events tail --type 'camera.*'
              vedette events tail --json --lines 0 | while read -r event; do …; done
            """)

    @OptionGroup var location: StateLocation
    @OptionGroup var selection: EventSelection

    @Option(help: ArgumentHelp("How many of the events so far to begin with.", valueName: "number"))
    var lines = 10

    @Flag(help: "Print the events as they are, one JSON object a line.")
    var json = false

    func validate() throws {
        if lines < 0 { throw ValidationError("--lines takes a number of at least 0.") }
    }

    func run() throws {
        selection.warnOfUnknownTypes()
        var follower = Follower(try location.open(), selection, json ? .json : .people)
        try EventStore.exiting { try follower.begin(with: lines) }
        while true {
            usleep(200_000)
            if follower.isReplaced, let store = try? location.open() {
                Failure.say("vedette: the database was begun anew")
                follower = Follower(store, selection, json ? .json : .people)
            }
            try EventStore.exiting { try follower.printNew() }
        }
    }

    /// Looks whether something was committed, and prints what is meant.
    private struct Follower {
        private let store: EventStore
        private let selection: EventSelection
        private let inode: UInt64?
        private var output: EventOutput
        private var last: Int64 = 0
        private var version: Int?

        init(_ store: EventStore, _ selection: EventSelection, _ form: EventOutput.Form) {
            self.store = store
            self.selection = selection
            output = EventOutput(form)
            inode = Self.inode(of: store.path)
        }

        /// Whether the path names another database now, since the daemon has moved a damaged one aside.
        var isReplaced: Bool {
            guard let now = Self.inode(of: store.path) else { return false }
            return now != inode
        }

        mutating func begin(with lines: Int) throws {
            last = try store.lastSequence()
            guard lines > 0 else { return }
            var query = selection.query
            query.newestFirst = true
            let filter = selection.filter
            var latest: [StoredEvent] = []
            try store.forEachEvent(query) { event in
                if filter.passes(event), event.sequence <= last { latest.append(event) }
                return latest.count < lines
            }
            for event in latest.reversed() { output.print(event) }
            output.flush()
        }

        mutating func printNew() throws {
            let now = try store.version()
            guard now != version else { return }
            version = now
            var query = selection.query
            query.after = last
            let filter = selection.filter
            let end = try store.lastSequence()
            try store.forEachEvent(query) { event in
                if filter.passes(event) { output.print(event) }
                last = max(last, event.sequence)
                return true
            }
            last = max(last, end)
            output.flush()
        }

        private static func inode(of path: String) -> UInt64? {
            var status = stat()
            return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
        }
    }
}
