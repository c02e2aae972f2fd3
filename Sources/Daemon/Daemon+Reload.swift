import Clocks
import Delivery
import Events
import Logging
package import Settings
package import Status
import Synchronization

extension Daemon {
    /// Puts another configuration into force: all of it or nothing.
    ///
    /// Whatever may fail comes first: the file, the addresses, the model, which is loaded and tried while the old one goes
    /// on. Cameras that did not change keep their connection, their tracks and their background; of those that
    /// changed, the ones whose stream did not keep their connection.
    ///
    /// One caller at a time, on a thread that may block for as long as a model takes to load.
    ///
    /// - Returns: what changed, or everything that is wrong with its file and line.
    package func reload(_ load: () throws(ConfigurationErrors) -> Configuration.Checked) -> ReloadOutcome {
        let outcome = attempt(load)
        for message in outcome.messages {
            if outcome.succeeded {
                logger.notice("the configuration changed", metadata: ["change": "\(message)"])
            } else {
                logger.error("the configuration stays as it was", metadata: ["error": "\(message)"])
            }
        }
        for warning in outcome.warnings {
            logger.warning("the configuration is suspicious", metadata: ["warning": "\(warning)"])
        }
        return outcome
    }

    private func attempt(_ load: () throws(ConfigurationErrors) -> Configuration.Checked) -> ReloadOutcome {
        let checked: Configuration.Checked
        do throws(ConfigurationErrors) {
            checked = try load()
        } catch {
            return ReloadOutcome(time: .now(), succeeded: false, messages: error.lines)
        }
        do throws(DaemonError) {
            let change = try prepare(checked.configuration)
            guard commit(change) else {
                return ReloadOutcome(time: .now(), succeeded: false, messages: ["the daemon stops"])
            }
            let lines = change.changes.isEmpty ? ["nothing changed"] : change.changes.lines
            return ReloadOutcome(
                time: .now(), succeeded: true, messages: lines, warnings: checked.warnings.map(\.description))
        } catch {
            return ReloadOutcome(
                time: .now(), succeeded: false, messages: [checked.error(at: error.key, "\(error)").description])
        }
    }

    /// All that the change needs, made and tried.
    private struct Change {
        let before: InForce
        let after: InForce
        let changes: Configuration.Changes
        let cameras: CameraSet.Plan

        /// nil where the sinks stay.
        let sinks: OutboxSinks?

        /// nil where the listener stays.
        let server: StatusServer.Plan?
    }

    private func prepare(_ configuration: Configuration) throws(DaemonError) -> Change {
        let before = inForce.withLock { $0 }
        let after = try InForce(configuration, after: before)
        var changes = after.changes(from: before)
        if let key = changes.settings.first(where: { $0.hasPrefix("state") }) { throw .fixed(key) }
        // Where the file leaves the state's folder open, the log's path decides.
        guard StatePlaces(configuration).state == StatePlaces(before.configuration).state else {
            throw .fixed("events.log.path")
        }
        // A broker is told of the cameras that there are.
        let isTold = configuration.events.mqtt != nil && changes.touchesCameras
        let sinks =
            changes.touches("events") || isTold
            ? try OutboxSinks(configuration, memory: memory, logger: logger) { [latency] in latency.record($0) } : nil
        let cameras = try cameras.prepare(changes, after.watched)
        // Last of all: what follows would have to give the address back.
        let server = try server.prepare(after.configuration)
        if let reason = server?.trouble { throw .listen(reason) }
        if server != nil && !changes.touches("http") { changes.settings.append("http.tls") }
        return Change(
            before: before, after: after, changes: changes, cameras: cameras, sinks: sinks, server: server)
    }

    /// - Returns: false where the daemon does not run any more; nothing happened then.
    private func commit(_ change: Change) -> Bool {
        stage.withLock { stage in
            guard stage == .running else { return false }
            inForce.withLock { $0 = change.after }
            guard !change.changes.isEmpty else { return true }
            load.change(to: change.after.configuration.limits)
            level.now = .init(change.after.configuration.logLevel)
            if let sinks = change.sinks { outbox.change(to: sinks) }
            emit([events.event(.daemonReloaded(report(change)), camera: nil, at: .now())])
            if change.after.needsOtherWorkers(than: change.before) { work(change.after) }
            cameras.commit(change.cameras) { emit($0) }
            if let plan = change.server { server.commit(plan, source: self) }
            return true
        }
    }

    private func report(_ change: Change) -> ReloadReport {
        let changes = change.changes
        return ReloadReport(
            version: Self.version, cameras: change.after.watched.map(\.name), added: changes.added,
            removed: changes.removed, changed: changes.changed.map(\.name), settings: changes.settings)
    }
}
