import Threads

/// Makes answers that take a while, one after another, on a thread of its own: the server's is free for all others meanwhile.
///
/// So many may wait; whoever comes then is told to come again.
final class SlowLane: Sendable {
    private struct State: Sendable {
        var waiting: [SlowAnswer] = []
        /// The one that is being made.
        var current: SlowAnswer?
        var isClosed = false
    }

    private let state = Monitor(State())
    private let limit: Int

    /// - Parameter limit: how many may wait or be made at once.
    init(limit: Int) {
        self.limit = limit
        _ = BlockingThread(name: "http-slow") { [state] in Self.work(state) }
    }

    /// - Returns: nil where too many wait already.
    func take(_ make: @escaping @Sendable () -> HTTPAnswer) -> SlowAnswer? {
        state.withLock { state in
            let isFull = state.waiting.count + (state.current == nil ? 0 : 1) >= limit
            guard !state.isClosed, !isFull else { return nil }
            let answer = SlowAnswer(make)
            state.waiting.append(answer)
            return answer
        }
    }

    /// Lets nobody wait any longer: the library cannot end a connection that is suspended. The thread ends after what it makes.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting + (state.current.map { [$0] } ?? [])
        }
        for answer in left { answer.settle(.tryAgain("the listener ends")) }
    }

    private static func work(_ state: Monitor<State>) {
        while case .answer(let answer)? = state.wait(until: wake) {
            answer.run()
            state.withLock { $0.current = nil }
        }
    }

    private enum Wake {
        case answer(SlowAnswer)
        case end
    }

    private static func wake(_ state: inout State) -> Wake? {
        if state.isClosed { return .end }
        guard !state.waiting.isEmpty else { return nil }
        let answer = state.waiting.removeFirst()
        state.current = answer
        return .answer(answer)
    }
}
