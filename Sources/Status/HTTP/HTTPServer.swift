import CMicroHTTPD
import Glibc
import Synchronization
import Threads

/// An HTTP/1.1 server on one thread of GNU libmicrohttpd's, with TLS where it has a certificate, and a second one for answers
/// that take a while (``HTTPAnswer/Body/later(_:)``).
///
/// What a stranger can make it hold is bounded: connections in all and of one address, bytes of a request, the seconds
/// between two bytes, and the seconds for a request and its answer as a whole. Beyond the connections it does not accept:
/// more wait in the kernel's queue, or are refused by it.
package final class HTTPServer: Sendable {
    package struct Limits: Sendable {
        package var connections = 128
        package var connectionsOfOneAddress = 96
        /// For a request's line and headers.
        package var requestBytes = 16 << 10
        /// For a request's body, which nothing here needs.
        package var bodyBytes = 4 << 10
        /// Answers that take a while, waiting or being made.
        package var slowAnswers = 16
        /// Without a byte either way.
        package var idle = Duration.seconds(15)
        /// For a request and its answer.
        package var request = Duration.seconds(30)

        package init() {}
    }

    /// PEM texts.
    package struct Identity: Equatable, Sendable {
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }

        /// Whether a server takes it: certificate and key are PEM texts, and a pair.
        package var isUsable: Bool {
            do {
                let socket = try ListenSocket(host: "127.0.0.1", port: 0)
                do throws(Failure) {
                    try HTTPServer(socket, identity: self) { _ in .text("") }.stop()
                    return true
                } catch {
                    socket.close()
                    return false
                }
            } catch {
                return false
            }
        }
    }

    package enum Failure: Error, Equatable {
        /// The certificate or its key cannot be used.
        case identity
        /// The library did not start: no memory, no thread.
        case start
    }

    package let port: Int
    private let core: ServerCore
    private let daemon: Mutex<SendablePointer?>

    /// - Parameter answer: called on the server's thread; it must not block.
    /// - Throws: ``Failure``; the socket stays the caller's then.
    package init(
        _ socket: ListenSocket, identity: Identity? = nil, limits: Limits = Limits(),
        answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) throws(Failure) {
        let core = ServerCore(limits: limits, answer: answer)
        guard let daemon = core.start(socket.descriptor, identity) else {
            core.slowLane.close()
            throw identity == nil ? .start : .identity
        }
        self.core = core
        self.daemon = Mutex(SendablePointer(daemon))
        port = socket.port
        let alive = core.reaping
        _ = BlockingThread(name: "http-reaper") { [connections = core.connections] in
            while alive.wait(for: .seconds(1), until: { $0 ? nil : true }) == nil { connections.reap() }
        }
    }

    /// Requests answered so far, by status.
    package var answered: [Int: Int] { core.answered.withLock { $0 } }

    /// Open now.
    package var connections: Int { core.connections.count }

    /// How long answers that are under way may take to leave.
    private static let farewell = Duration.milliseconds(500)

    /// Ends the server, its connections and its socket. Streams must have been ended before.
    ///
    /// Answers still leave: among them may be the one to whoever asked for the reload that ends this server.
    package func stop() {
        core.reaping.withLock { $0 = false }
        guard let daemon = daemon.withLock({ $0.take() }) else { return }
        _ = core.underWay.wait(for: Self.farewell) { $0 == 0 ? true : nil }
        core.slowLane.close()
        MHD_stop_daemon(daemon.pointer)
    }

    /// Accepts no more; the socket goes to whoever comes next, so that no connection is refused between.
    package func handOver() -> ListenSocket? {
        let daemon = daemon.withLock { $0 }
        guard let daemon else { return nil }
        let descriptor = MHD_quiesce_daemon(daemon.pointer)
        return descriptor < 0 ? nil : ListenSocket(adopting: descriptor, port: port)
    }
}

/// libmicrohttpd's daemon: used from any thread, as the library allows.
private struct SendablePointer: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }
}

extension ListenSocket {
    fileprivate init(adopting descriptor: Int32, port: Int) {
        self.descriptor = descriptor
        self.port = port
    }
}

/// What the library's callbacks see; it outlives the daemon, since the server holds it.
final class ServerCore: Sendable {
    let connections: ConnectionTable
    let answered = Mutex<[Int: Int]>([:])
    let reaping = Monitor(true)

    /// Requests whose answers have not left yet.
    let underWay = Monitor(0)
    let slowLane: SlowLane
    let limits: HTTPServer.Limits
    let answer: @Sendable (HTTPRequest) -> HTTPAnswer

    init(limits: HTTPServer.Limits, answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer) {
        self.limits = limits
        self.answer = answer
        connections = ConnectionTable(limit: limits.request)
        slowLane = SlowLane(limit: limits.slowAnswers)
    }

    func count(_ status: Int) {
        answered.withLock { $0[status, default: 0] += 1 }
    }
}
