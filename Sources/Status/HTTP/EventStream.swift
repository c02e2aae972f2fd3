import CMicroHTTPD
import Synchronization

/// A client's stream of server-sent events: written by the feed's thread, read by the server's.
///
/// While there is nothing to send its connection is suspended, so that it costs no thread and no turn. A client that
/// reads too slowly is cut off; it comes back with `Last-Event-ID` and misses nothing that is still remembered.
package final class EventStream: Sendable {
    /// What a client may lag behind.
    private static let mostWaiting = 1 << 20

    fileprivate struct State {
        var waiting: [UInt8]
        /// Its address; nil before the server has it, and once it is gone.
        var connection: UInt?
        var isSuspended = false
        var isEnded = false
    }

    /// Whose stream it is.
    package let caller: Caller
    private let wanted: @Sendable (RecentEvent) -> Bool
    private let state: Mutex<State>

    /// - Parameter first: what is sent at once.
    package init(caller: Caller, first: [RecentEvent], wanted: @escaping @Sendable (RecentEvent) -> Bool) {
        self.caller = caller
        self.wanted = wanted
        let opening = Array(":\n\n".utf8)
        state = Mutex(State(waiting: opening + first.filter(wanted).flatMap(\.frame)))
    }

    /// Whether nobody reads any more.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    func send(_ event: RecentEvent) {
        if wanted(event) { send(event.frame) }
    }

    /// A comment that keeps proxies from closing the connection, and shows whether the client is still there.
    func beat() {
        send(Array(":\n\n".utf8))
    }

    func end() {
        state.withLock { state in
            state.isEnded = true
            state.wake()
        }
    }

    private func send(_ bytes: [UInt8]) {
        state.withLock { state in
            guard !state.isEnded else { return }
            if state.waiting.count + bytes.count > Self.mostWaiting { state.isEnded = true }
            state.waiting += bytes
            state.wake()
        }
    }

    // MARK: The server's side

    func begin(_ connection: OpaquePointer) {
        let address = UInt(bitPattern: connection)
        state.withLock { $0.connection = address }
    }

    /// Copies what waits; suspends the connection where nothing does.
    func read(into buffer: UnsafeMutablePointer<CChar>, limit: Int) -> Int {
        state.withLock { state in
            if !state.waiting.isEmpty && !(state.isEnded && state.waiting.count > Self.mostWaiting) {
                let count = min(limit, state.waiting.count)
                let room = UnsafeMutableRawBufferPointer(start: buffer, count: count)
                state.waiting.withUnsafeBytes { room.copyBytes(from: $0.prefix(count)) }
                state.waiting.removeFirst(count)
                return count
            }
            if state.isEnded { return -1 }
            state.isSuspended = true
            MHD_suspend_connection(state.connection.flatMap(OpaquePointer.init(bitPattern:)))
            return 0
        }
    }

    /// The connection is gone.
    func forget() {
        state.withLock { state in
            state.isEnded = true
            state.isSuspended = false
            state.connection = nil
        }
    }
}

extension EventStream.State {
    fileprivate mutating func wake() {
        guard isSuspended else { return }
        isSuspended = false
        MHD_resume_connection(connection.flatMap(OpaquePointer.init(bitPattern:)))
    }
}
