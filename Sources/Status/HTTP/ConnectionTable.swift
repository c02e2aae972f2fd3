import Glibc
import Synchronization

/// Who is connected, and since when the server has waited for a request to come or an answer to be taken.
///
/// The library ends connections that are silent; one that sends a byte now and then is not, and is ended here. A
/// descriptor is shut down with the lock held under which its end is noted, so that it is never another's.
final class ConnectionTable: Sendable {
    private struct Connection {
        let descriptor: Int32
        var since: ContinuousClock.Instant
        /// Streams last as long as they last.
        var isExempt = false
    }

    private let connections = Mutex<[UInt: Connection]>([:])
    private let limit: Duration

    /// - Parameter limit: how long one request and its answer may take together.
    init(limit: Duration) {
        self.limit = limit
    }

    var count: Int { connections.withLock { $0.count } }

    func begin(_ connection: OpaquePointer, descriptor: Int32) {
        connections.withLock { $0[UInt(bitPattern: connection)] = Connection(descriptor: descriptor, since: .now) }
    }

    func end(_ connection: OpaquePointer) {
        connections.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: connection)) }
    }

    /// A request was answered: the next may begin.
    func restart(_ connection: OpaquePointer) {
        connections.withLock { connections in
            connections[UInt(bitPattern: connection)]?.since = .now
            connections[UInt(bitPattern: connection)]?.isExempt = false
        }
    }

    func exempt(_ connection: OpaquePointer) {
        connections.withLock { $0[UInt(bitPattern: connection)]?.isExempt = true }
    }

    /// Ends those that took too long.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func reap(now: ContinuousClock.Instant = .now) -> Int {
        connections.withLock { connections in
            let slow = connections.filter { !$0.value.isExempt && $0.value.since + limit < now }
            for (key, connection) in slow {
                shutdown(connection.descriptor, Int32(SHUT_RDWR))
                connections[key]?.isExempt = true
            }
            return slow.count
        }
    }
}
