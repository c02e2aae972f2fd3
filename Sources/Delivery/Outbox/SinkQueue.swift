import Threads

/// Between the cameras' workers, who never wait, and a sink's own thread, which waits for a disk or a network.
final class SinkQueue: Sendable {
    private struct State: Sendable {
        var backlog: Backlog
        var counts: SinkCounts
        var reopenAsked = false
        var closeBy: ContinuousClock.Instant?
        var ended = false
    }

    /// What the sink's thread was woken for.
    enum Wake: Sendable {
        case messages([Message])
        case reopen
        case timeout
        case end
    }

    private let state: Monitor<State>

    init(sink: String, limit: Backlog.Limit) {
        state = Monitor(State(backlog: Backlog(limit: limit), counts: SinkCounts(sink: sink)))
    }

    // MARK: From any thread

    /// Never waits for the sink: only for the lock, which nobody holds across a system call.
    func accept(_ message: Message) {
        state.withLock { state in
            state.counts.accepted += 1
            if state.ended || state.closeBy != nil {
                state.counts.drop(1, cause: state.counts.disabled ? .disabled : .closing)
            } else {
                state.counts.drop(state.backlog.append(message), cause: .overflow)
            }
        }
    }

    func askToReopen() {
        state.withLock { $0.reopenAsked = true }
    }

    /// No more is accepted; the thread has until `moment` for what waits.
    func close(by moment: ContinuousClock.Instant) {
        state.withLock { $0.closeBy = $0.closeBy ?? moment }
    }

    var counts: SinkCounts { state.withLock { $0.counts } }

    var closeBy: ContinuousClock.Instant? { state.withLock { $0.closeBy } }

    /// Waits for the thread to come to its end, then counts what is left as lost to closing, whether it came or not.
    func awaitEnd(until moment: ContinuousClock.Instant) {
        _ = state.wait(for: max(.zero, moment - .now)) { $0.ended ? true : nil }
        end()
    }

    // MARK: From the sink's thread

    /// Waits for messages, oldest first, or for one of the other reasons to wake.
    func next(upTo limit: Int, within timeout: Duration? = nil) -> Wake {
        state.wait(for: timeout) { state in
            if state.ended { return .end }
            if state.reopenAsked {
                state.reopenAsked = false
                return .reopen
            }
            let messages = state.backlog.popFirst(upTo: limit)
            if !messages.isEmpty { return .messages(messages) }
            return state.closeBy == nil ? nil : .end
        } ?? .timeout
    }

    /// Waits before another attempt; less when the outbox is closed meanwhile, or asked to reopen its file.
    ///
    /// - Returns: false where there is no time for another attempt.
    func pause(for delay: Duration) -> Bool {
        let end = ContinuousClock.now + delay
        if let closeBy, end >= closeBy { return false }
        let wasClosing = closeBy != nil
        _ = state.wait(for: delay) { state -> Bool? in
            guard state.ended || state.reopenAsked || (!wasClosing && state.closeBy != nil) else { return nil }
            state.reopenAsked = false
            return true
        }
        return state.withLock { !$0.ended }
    }

    func count(_ change: (inout SinkCounts) -> Void) {
        state.withLock { state in
            // After its end the counts are final: they have been read and said.
            if !state.ended { change(&state.counts) }
        }
    }

    /// Takes no more, for good; what waits is lost to `cause`.
    func end(cause: DropCause = .closing) {
        state.withLock { state in
            guard !state.ended else { return }
            state.ended = true
            state.counts.drop(state.counts.queued, cause: cause)
            state.backlog.removeAll()
        }
    }
}

extension SinkCounts {
    mutating func drop(_ number: Int, cause: DropCause) {
        if number > 0 { dropped[cause, default: 0] += number }
    }
}
