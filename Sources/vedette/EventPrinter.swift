import Events
import Glibc
import Threads

/// Prints events as lines for people, on a thread of its own: a terminal that is held never holds a camera.
///
/// At most 1,000 lines wait; beyond that they are left out (the log has them all).
final class EventPrinter: Sendable {
    private struct State: Sendable {
        var lines: [String] = []
        var closed = false
    }

    private let state = Monitor(State())
    private let thread: BlockingThread
    private let colour: Bool
    private let cameraWidth: Int

    private static let most = 1_000

    /// One camera's long name does not push all lines off the screen; it stands out of the column.
    private static let widest = 24

    init(cameras: [String]) {
        cameraWidth = min(cameras.map(\.count).max() ?? 0, Self.widest)
        colour = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
        let state = state
        thread = BlockingThread(name: "printer") {
            while let lines = state.wait(until: { state in Self.take(&state) }) ?? nil {
                Terminal.write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
            }
        }
    }

    func print(_ event: Event) {
        guard let line = EventLine(event)?.rendered(colour: colour, cameraWidth: cameraWidth) else { return }
        state.withLock { if $0.lines.count < Self.most { $0.lines.append(line) } }
    }

    /// Prints what waits; gives up on a terminal that takes nothing for a second.
    func finish() {
        state.withLock { $0.closed = true }
        _ = thread.join(timeout: .seconds(1))
    }

    /// All lines that wait; nil inside once there will be no more; nil to wait on.
    private static func take(_ state: inout State) -> [String]?? {
        guard state.lines.isEmpty else {
            defer { state.lines = [] }
            return state.lines
        }
        return state.closed ? .some(nil) : nil
    }
}
