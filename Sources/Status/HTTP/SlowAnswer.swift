import CMicroHTTPD
import Synchronization

/// An answer that takes a while: made by a thread of the server's own, while its connection is suspended and costs no turn.
final class SlowAnswer: Sendable {
    private struct State {
        var answer: HTTPAnswer?
        /// The address of a connection that is suspended until the answer is there.
        var waiting: UInt?
    }

    private let make: @Sendable () -> HTTPAnswer
    private let state = Mutex(State())

    init(_ make: @escaping @Sendable () -> HTTPAnswer) {
        self.make = make
    }

    /// Makes the answer, unless it was settled otherwise meanwhile.
    func run() {
        if state.withLock({ $0.answer == nil }) { settle(make()) }
    }

    /// The first answer stands.
    func settle(_ answer: HTTPAnswer) {
        state.withLock { state in
            guard state.answer == nil else { return }
            state.answer = answer
            guard let connection = state.waiting.take() else { return }
            MHD_resume_connection(OpaquePointer(bitPattern: connection))
        }
    }

    // MARK: The server's side

    /// The answer; where it is not there yet, suspends the connection until it is, and gives nil.
    func taken(by connection: OpaquePointer) -> HTTPAnswer? {
        state.withLock { state in
            if state.answer == nil {
                state.waiting = UInt(bitPattern: connection)
                MHD_suspend_connection(connection)
            }
            return state.answer
        }
    }
}
