import ArgumentParser
import Daemon
import Delivery
import Status

struct EventsVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that no line of the log was changed, removed or added, and no event of the database.",
        discussion: """
            Each event carries the SHA-256 of the line before it (`previoushash`). The log is read from its oldest \
            rotated file on, gzip'd ones too; the first line that does not fit ends the search, and the exit status is 65.

            The first line's predecessor may have been removed by age; what follows is proven relative to it. A line that \
            is being written just now is passed over. The chain needs no key: to prove later that all up to now is \
            unchanged, note the last line's hash elsewhere, or keep the events of a webhook.

            The audit log is chained in the same way: --log /var/log/vedette/audit.jsonl --log-only
            """)

    @OptionGroup var location: StateLocation

    @Option(help: ArgumentHelp("The event log, where it is not the configuration's.", valueName: "file"))
    var log: String?

    @Flag(help: "Look at the log alone, without the database.")
    var logOnly = false

    func validate() throws {
        if logOnly, log == nil, location.state != nil {
            throw ValidationError("--log says which log; the configuration is not read with --state.")
        }
    }

    func run() throws {
        let store = logOnly ? nil : try location.open()
        let path = try log ?? (location.state == nil ? location.places().existingLog : nil)
        let verification = Verification(store: store)
        var isSound = true
        do {
            if let path {
                isSound = try check(verification, path)
            } else {
                Failure.say("vedette: the log is not looked at; --log says which it is")
            }
            if store != nil { isSound = try checkDatabase(verification) && isSound }
        } catch let error as StoreError {
            throw Failure.exit(error)
        } catch {
            throw Failure.exit(Failure.noInput, "\(error)")
        }
        if !isSound { throw Failure.unsound }
    }

    private func check(_ verification: Verification, _ path: String) throws -> Bool {
        let progress = Progress()
        let report = try verification.log(at: path) { progress.say("\($0 >> 20) MiB of the log") }
        progress.clear()
        for file in report.unread { Failure.say("vedette: \(file) is not read; decompress it first") }
        guard !report.files.isEmpty else {
            Failure.say("vedette: there is no log at \(path)")
            return true
        }
        for (file, bytes) in report.torn {
            print("\(file): its last \(bytes) bytes are a line in the middle of being written, and were passed over")
        }
        for place in report.beginnings { print("\(place): a new chain begins here, with a new database") }
        if report.unchained > 0 { print("\(counted(report.unchained, "line")) of an earlier version have no chain") }
        if report.repeated > 0 {
            print("\(counted(report.repeated, "line")) twice in it: the daemon was ended between writing and noting it")
        }
        if let anchor = report.anchor {
            print("what was before the first line was removed by age; its hash is \(anchor)")
        }
        if let fault = report.fault {
            print("log: \(words(fault))")
            return false
        }
        let files = counted(report.files.count, "file")
        let head = report.head.map { "; the last one's hash is \($0)" } ?? ""
        print("log: sound, \(counted(report.lines, "line")) in \(files)\(head)")
        return true
    }

    private func checkDatabase(_ verification: Verification) throws -> Bool {
        let progress = Progress()
        let report = try verification.database { progress.say("\($0) events of the database") }
        progress.clear()
        if report.unchained > 0 { print("\(counted(report.unchained, "event")) of an earlier version have no chain") }
        if let fault = report.fault {
            print("database: \(words(fault))")
            return false
        }
        print("database: sound, \(counted(report.events, "event"))")
        return true
    }

    private func words(_ fault: ChainFault) -> String {
        switch fault {
        case .changed(let place): "\(place): changed"
        case .added(let place, 1): "\(place): added"
        case .added(let place, let count): "\(place): added, \(count) lines from here on"
        case .removed(let after, let before, let count):
            "\(before): \(count.map { counted($0, "line") } ?? "one or more lines") removed between here and \(after)"
        case .removedAtEnd(let after, let count): "\(after): \(counted(count, "line")) removed after this one"
        case .changedOrRemoved(let place, let before):
            "\(place): changed, or lines removed between here and \(before); the database has neither any more"
        }
    }
}
