import ArgumentParser
import Daemon

@main
struct Vedette: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vedette",
        abstract: "Watches cameras and reports what happens, as events in a log and at webhooks.",
        discussion: """
            Look at a camera first:
              vedette probe rtsp://viewer:PASSWORD@192.0.2.10/stream2
            Try a configuration on a recording:
              vedette replay --config FILE --camera front-door clip.mp4
            Check it, then run it:
              vedette check --config FILE
              vedette run --config FILE
            Change it while it runs:
              vedette reload --config FILE
            See what happened, and what a receiver still has to get:
              vedette events list --since today
              vedette events stats

            Exit status: 0 done, 64 wrong usage, 65 unsound data,
            66 unreadable input, 69 unavailable, 70 a bug, 73 output
            cannot be written, 78 configuration.
            """,
        version: Daemon.version,
        subcommands: [
            Run.self, Reload.self, Check.self, Token.self, Probe.self, Snapshot.self, Detect.self, Replay.self,
            Explain.self, EventsCommand.self, ReportCommand.self, ModelCommand.self, Bench.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
            try StandardOutput.finish()
        } catch {
            exit(withError: error)
        }
    }
}
