import Glibc
import Synchronization
import Threads

/// A TCP server on a free loopback port that does what a test wants with each connection.
final class TestPeer: Sendable {
    let port: Int
    private let listener: Int32
    private let opened: Connections

    /// - Parameter serve: runs on a thread of its own for each connection, which stays open until the peer is let go of.
    init(_ serve: @escaping @Sendable (Connection) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw NoPort() }
        port = Int(UInt16(bigEndian: address.sin_port))
        let connections = Connections()
        opened = connections
        _ = BlockingThread(name: "test peer") {
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                connections.add(socket)
                _ = BlockingThread(name: "test serve") { serve(Connection(socket: socket)) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        opened.end()
    }

    struct NoPort: Error {}

    var connectionCount: Int { opened.count }
}

private final class Connections: Sendable {
    private let sockets = Mutex<[Int32]>([])

    var count: Int { sockets.withLock { $0.count } }

    func add(_ socket: Int32) { sockets.withLock { $0.append(socket) } }

    func end() {
        sockets.withLock { sockets in
            for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}

/// One viewer of a ``TestPeer``.
struct Connection: Sendable {
    let socket: Int32

    /// The next request's head; nil when the viewer has gone.
    func request() -> String? {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while recv(socket, &byte, 1, 0) == 1 {
            text.append(byte)
            if text.suffix(4) == [13, 10, 13, 10] { return String(decoding: text, as: UTF8.self) }
        }
        return nil
    }

    /// False when the viewer has gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    func hangUp() { shutdown(socket, Int32(SHUT_RDWR)) }
}
