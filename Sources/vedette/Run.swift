import ArgumentParser
import Daemon
import FoundationEssentials
import Glibc
import Logging
import Settings
import Status

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch the configured cameras until stopped.",
        discussion: """
            Runs in the foreground, as systemd likes it. SIGTERM and Ctrl-C stop it within 5 seconds, with everything \
            flushed. SIGHUP reads the configuration anew, as `vedette reload` does, and reopens the event log. Diagnostics go \
            to standard error.
            """)

    @OptionGroup var file: ConfigurationFile

    @Flag(help: "Also print each event for people to read, and a summary at the end, on standard output.")
    var show = false

    @Option(name: .customLong("for"), help: ArgumentHelp("Stop by itself after this time.", valueName: "seconds"))
    var duration: Double?

    func validate() throws {
        guard let duration else { return }
        guard duration > 0, duration < 1e9 else { throw ValidationError("--for takes a number of seconds above 0.") }
    }

    func run() throws {
        // First of all: threads that start later inherit the blocked signals.
        let signals = SignalListener()
        let checked = try file.load()
        let configuration = checked.configuration
        let environment = ProcessInfo.processInfo.environment
        let level = DiagnosticsLevel(Logger.Level(configuration.logLevel))
        let logger = Logger(label: "vedette") { _ in DiagnosticsHandler(level: level, environment: environment) }
        let printer = show ? EventPrinter(cameras: configuration.cameras.map(\.name)) : nil
        let service = ServiceManager(environment: environment)

        let daemon: Daemon
        service.status("starting: the model is loaded, the log is opened")
        do throws(DaemonError) {
            let host = ProcessInfo.processInfo.hostName
            daemon = try Daemon(
                configuration: configuration,
                load: { [path = file.config] () throws(ConfigurationErrors) in try ConfigurationFile.read(path) },
                host: host, logger: logger, level: level, service: service, onEvent: { printer?.print($0) })
        } catch {
            throw Failure.exit(error, in: checked)
        }
        daemon.start()
        service.ready(status: daemon.report.line)
        watch(daemon, service, signals, logger)
        service.stopping()
        daemon.stop()
        printer?.finish()
        if show { Terminal.write("\n" + daemon.summary.text + "\n", to: STDOUT_FILENO) }
    }

    /// Until a signal, or the time given, ends it.
    private func watch(_ daemon: Daemon, _ service: ServiceManager, _ signals: SignalListener, _ logger: Logger) {
        let end = duration.map { ContinuousClock.now + .seconds($0) }
        let beat = min(service.watchdogInterval ?? .seconds(5), .seconds(5))
        var wasAlive = true
        while true {
            let left = end.map { $0 - .now } ?? beat
            guard left > .zero else { return }
            switch signals.next(timeout: min(left, beat)) {
            case .stop: return
            case .reload:
                daemon.reopenLog()
                daemon.reloads.ask()
            case nil: break
            }
            // Without a ping, systemd ends the daemon and begins it anew.
            if daemon.isAlive { service.alive() }
            if wasAlive != daemon.isAlive {
                wasAlive.toggle()
                if !wasAlive { logger.critical("a worker makes no progress; the watchdog gets no pings") }
            }
            service.status(daemon.report.line)
        }
    }
}
