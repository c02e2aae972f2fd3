import ArgumentParser
import Daemon
import FoundationEssentials
import Glibc
import Settings
import Status

struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have the running daemon read its configuration anew, and say how that went.",
        discussion: """
            The daemon checks all of it, and tries a new model, before anything changes. Cameras that did not change go \
            on as if nothing had happened. Where something is wrong, everything stays as it was, each error is said with \
            its line, and the exit status is 78.

            The daemon is found by the file daemon.json in its state folder; that takes the daemon's user, or root.
            """)

    @OptionGroup var file: ConfigurationFile

    @Option(help: ArgumentHelp("The daemon's state folder; the configuration says which.", valueName: "folder"))
    var state: String?

    @Option(help: ArgumentHelp("How long to wait for the daemon.", valueName: "seconds"))
    var wait = 60.0

    func validate() throws {
        guard wait > 0, wait < 1e6 else { throw ValidationError("--wait takes a number of seconds above 0.") }
    }

    func run() throws {
        // Also a file with errors tells where the daemon is: it is the daemon's answer that counts.
        let places = StatePlaces(file: file.config, environment: ProcessInfo.processInfo.environment)
        let folder = state ?? places.existingState
        let daemon = try find(in: folder)
        guard kill(daemon.process, SIGHUP) == 0 else {
            throw Failure.exit(Failure.unavailable, "process \(daemon.process): \(String(cString: strerror(errno)))")
        }
        try say(outcome(after: daemon.content.asked, in: folder))
    }

    private func find(in folder: String) throws -> (process: Int32, content: RunFile.Content) {
        do throws(RunFile.Failure) {
            return try RunFile.read(in: folder)
        } catch {
            switch error {
            case .notRunning:
                throw Failure.exit(Failure.unavailable, "no daemon runs with the state folder \(folder)")
            case .system(let code):
                let advice = code == EACCES ? "; try it as root" : ""
                throw Failure.exit(Failure.unavailable, "\(folder): \(String(cString: strerror(code)))\(advice)")
            }
        }
    }

    private func outcome(after number: Int, in folder: String) throws -> ReloadOutcome {
        let end = ContinuousClock.now + .seconds(wait)
        while ContinuousClock.now < end {
            let content = try find(in: folder).content
            if content.done > number, let outcome = content.last { return outcome }
            usleep(20_000)
        }
        throw Failure.exit(Failure.unavailable, "the daemon has not answered after \(wait) s; its log may say why")
    }

    private func say(_ outcome: ReloadOutcome) throws {
        guard outcome.succeeded else {
            for message in outcome.messages { Failure.say(message) }
            Failure.say("vedette: nothing was changed; the daemon goes on as before")
            throw Failure.configuration
        }
        for warning in outcome.warnings { Failure.say(warning) }
        for message in outcome.messages { print(message) }
    }
}
