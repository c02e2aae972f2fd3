import Events
import Glibc
import Logging
import Settings
import Status
import Synchronization

/// The listener for metrics, health and the API, and the next one when its settings change.
///
/// It is beside the cameras' path: nothing of it is ever waited for by a camera or a worker. A socket that cannot be had at
/// the start, as where an address is not there yet while the machine boots, is tried again every ten seconds.
final class StatusServer: Sendable {
    /// What a listener is made of, read and tried.
    struct Plan: Sendable {
        fileprivate let settings: Configuration.HTTP
        fileprivate let identity: HTTPServer.Identity?
        fileprivate let auditPath: String

        /// nil where it listens nowhere, where it already does, or where its address is not to be had.
        fileprivate var socket: ListenSocket?
        fileprivate var failure: ListenSocket.Failure?

        fileprivate func isSame(as other: Plan) -> Bool {
            settings == other.settings && identity == other.identity && auditPath == other.auditPath
        }
    }

    private struct State {
        var plan: Plan?
        var server: HTTPServer?
    }

    let feed = EventFeed()
    private let logger: Logger
    private let state = Mutex(State())

    /// Held while one server makes way for the next: ``state`` is not, since the one that goes may still ask for it.
    private let changing = Mutex(0)

    init(logger: Logger) {
        self.logger = logger
    }

    // MARK: Changing

    /// Reads the certificate and takes the address.
    ///
    /// - Returns: nil where all is as it was.
    /// - Throws: ``DaemonError`` for a certificate that cannot be used.
    func prepare(_ configuration: Configuration) throws(DaemonError) -> Plan? {
        let before = state.withLock { $0.plan }
        let settings = configuration.http
        var plan = Plan(
            settings: settings, identity: try HTTPServer.Identity.read(settings.tls),
            auditPath: settings.audit ?? Self.folder(of: StatePlaces(configuration).log) + "audit.jsonl")
        if let before, before.isSame(as: plan) { return nil }
        if before?.settings.listen != settings.listen { plan.listen(besides: before?.settings.listen) }
        return plan
    }

    /// Puts a plan into force.
    ///
    /// - Parameter source: what the listener shows.
    func commit(_ plan: Plan, source: any StatusSource) {
        changing.withLock { _ in
            let before = state.withLock { state in
                defer { state = State(plan: plan) }
                return state
            }
            var plan = plan
            if before.plan?.settings.listen == plan.settings.listen { plan.socket = before.server?.handOver() }
            end(before.server)
            if plan.socket == nil && plan.failure == nil { plan.listen() }
            begin(plan, source)
        }
    }

    /// To be called about once a second: tries again what was not to be had.
    func tick(source: any StatusSource) {
        changing.withLock { seconds in
            let (known, server) = state.withLock { ($0.plan, $0.server) }
            guard server == nil, var plan = known, plan.settings.listen != .off else { return }
            seconds += 1
            guard seconds % 10 == 0 else { return }
            plan.listen()
            begin(plan, source)
        }
    }

    func stop() {
        changing.withLock { _ in
            end(state.withLock { $0.server.take() })
            feed.close()
        }
    }

    private func begin(_ plan: Plan, _ source: any StatusSource) {
        if let failure = plan.failure {
            logger.error(
                "metrics, health and the API are not to be had; it is tried again", metadata: ["error": "\(failure)"])
        }
        guard let socket = plan.socket else { return }
        let api = StatusAPI(
            source: source, access: AccessList(plan.settings), feed: feed, audit: AuditLog(path: plan.auditPath))
        do throws(HTTPServer.Failure) {
            let server = try HTTPServer(socket, identity: plan.identity) { api.answer($0) }
            state.withLock { $0.server = server }
            logger.info("listening", metadata: ["port": "\(server.port)", "tls": "\(plan.identity != nil)"])
        } catch {
            logger.error("the listener did not begin", metadata: ["error": "\(error)"])
            socket.close()
        }
    }

    /// Streams first: the library cannot end a connection that is suspended.
    private func end(_ server: HTTPServer?) {
        guard let server else { return }
        feed.pause()
        server.stop()
        feed.resume()
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    // MARK: What it does

    /// Shows an event to whoever listens; never waits.
    func publish(_ event: Event) {
        if state.withLock({ $0.server != nil }) { feed.publish(event) }
    }

    var report: StatusReport.Listener {
        var report = StatusReport.Listener()
        guard let server = state.withLock({ $0.server }) else { return report }
        report.answered = server.answered
        report.connections = server.connections
        report.streams = feed.listeners
        return report
    }

    /// Where it listens; nil where it does not.
    var port: Int? { state.withLock { $0.server?.port } }
}

extension StatusServer.Plan {
    /// Why its address is not to be had; nil where it is.
    var trouble: String? { failure?.description }

    /// Takes the address.
    ///
    /// - Parameter old: where the listener is that this plan's takes the place of. With the same port, as where it moves from this machine
    ///   alone to all interfaces, there is room for the one only when the other is gone.
    fileprivate mutating func listen(besides old: Configuration.HTTP.Listen? = nil) {
        guard case .address(let host, let port) = settings.listen else { return }
        failure = nil
        do throws(ListenSocket.Failure) {
            socket = try ListenSocket(host: host, port: port)
        } catch {
            if error.code == EADDRINUSE, case .address(_, port)? = old { return }
            failure = error
        }
    }
}
