import Delivery
import Events
import Synchronization

/// Where events leave the pipeline: the outbox, and the next one when the sinks change.
///
/// Two outboxes never write at the same time: what is told while the one is closed and the other begins is kept, and
/// goes to the second one first.
final class Outlet: Sendable {
    private struct Told: Sendable {
        let event: Event
        let arrived: ContinuousClock.Instant?
    }

    private struct State {
        var outbox: Outbox
        var isChanging = false
        var waiting: [Told] = []
    }

    private let state: Mutex<State>

    /// How long sinks that go may take to deliver what they still have.
    private static let farewell = Duration.seconds(3)

    init(_ outbox: Outbox) {
        state = Mutex(State(outbox: outbox))
    }

    /// Never waits for a disk or a network.
    func submit(_ event: Event, arrived: ContinuousClock.Instant?) {
        state.withLock { state in
            if state.isChanging {
                state.waiting.append(Told(event: event, arrived: arrived))
            } else {
                state.outbox.submit(event, arrived: arrived)
            }
        }
    }

    /// Closes the outbox and lets the next one begin.
    func change(to next: () -> Outbox) {
        let old = state.withLock { state in
            state.isChanging = true
            return state.outbox
        }
        old.close(within: Self.farewell)
        let outbox = next()
        state.withLock { state in
            state.outbox = outbox
            for told in state.waiting { outbox.submit(told.event, arrived: told.arrived) }
            state.waiting = []
            state.isChanging = false
        }
    }

    /// The one that is in use; while it changes, the one that goes.
    var outbox: Outbox { state.withLock { $0.outbox } }
}
