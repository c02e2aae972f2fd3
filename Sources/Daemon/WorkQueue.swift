import Threads

/// Which cameras have a frame waiting: a worker takes the one that has waited longest, by its weight, and has it alone
/// until it brings it back.
///
/// An item of weight 4 that has waited for a tenth of a second goes before one of weight 1 that has waited for a third; since
/// waiting grows, none waits for ever.
///
/// `Item` is checked out by at most one worker at a time; that is what lets a camera's background model, tracker and
/// rules do without locks.
package final class WorkQueue<Item: AnyObject & Sendable>: Sendable {
    private struct State {
        var waiting: [Waiting] = []
        var out: [ObjectIdentifier: Checkout] = [:]
        var crew = 0
        var closed = false
    }

    private struct Waiting {
        let item: Item
        let since: ContinuousClock.Instant
    }

    private struct Checkout {
        var since: ContinuousClock.Instant

        /// A frame came while the item was out: it goes to the end of the queue when it is brought back.
        var wanted = false

        /// It does not wait in line again.
        var isWithdrawn = false
    }

    private let state = Monitor(State())
    private let weight: @Sendable (Item) -> Double
    private let clock: @Sendable () -> ContinuousClock.Instant

    /// - Parameter weight: how much an item's waiting counts, above 0; asked for each checkout.
    package init(
        weight: @escaping @Sendable (Item) -> Double = { _ in 1 },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.weight = weight
        self.clock = clock
    }

    /// Tells that the item has work. Cheap, never waits: called on a camera's thread for each frame.
    package func offer(_ item: Item) {
        state.withLock { state in
            if state.out[ObjectIdentifier(item)] != nil {
                state.out[ObjectIdentifier(item)]?.wanted = true
            } else if !state.waiting.contains(where: { $0.item === item }) {
                state.waiting.append(Waiting(item: item, since: clock()))
            }
        }
    }

    /// Waits for the item that has waited longest, by its weight; nil once the queue is closed, or another crew has taken over.
    package func checkOut(crew: Int = 0) -> Item? {
        state.wait { state -> Item?? in
            if state.closed || state.crew != crew { return .some(nil) }
            let now = clock()
            guard let place = longestWaiting(in: state.waiting, at: now) else { return nil }
            let item = state.waiting.remove(at: place).item
            state.out[ObjectIdentifier(item)] = Checkout(since: now)
            return item
        } ?? nil
    }

    private func longestWaiting(in waiting: [Waiting], at now: ContinuousClock.Instant) -> Int? {
        waiting.indices.max { first, second in
            urgency(of: waiting[first], at: now) < urgency(of: waiting[second], at: now)
        }
    }

    private func urgency(of waiting: Waiting, at now: ContinuousClock.Instant) -> Double {
        weight(waiting.item) * (waiting.since.duration(to: now) / .seconds(1))
    }

    /// Brings an item back; with `more`, or where it was offered meanwhile, it waits in line again.
    package func checkIn(_ item: Item, more: Bool) {
        state.withLock { state in
            guard let checkout = state.out.removeValue(forKey: ObjectIdentifier(item)), !checkout.isWithdrawn else {
                return
            }
            if more || checkout.wanted { state.waiting.append(Waiting(item: item, since: clock())) }
        }
    }

    /// Takes an item out of line, and waits until no worker has it.
    ///
    /// Nobody may offer it any more.
    /// - Returns: false where a worker still has it when `timeout` has passed; it does not wait in line again then, either.
    package func withdraw(_ item: Item, within timeout: Duration) -> Bool {
        let key = ObjectIdentifier(item)
        state.withLock { state in
            state.waiting.removeAll { $0.item === item }
            state.out[key]?.isWithdrawn = true
        }
        return state.wait(for: timeout) { $0.out[key] == nil ? true : nil } ?? false
    }

    /// Ends the waits of the workers so far; what they have out they still bring back.
    ///
    /// - Returns: the number of the crew that takes over.
    package func relieve() -> Int {
        state.withLock { state in
            state.crew += 1
            return state.crew
        }
    }

    /// Ends every wait; items that are out are still brought back.
    package func close() {
        state.withLock { $0.closed = true }
    }

    /// How long the longest checkout has lasted: what the watchdog looks at, since a worker that is stuck never returns.
    package var longestCheckout: Duration {
        let now = clock()
        return state.withLock { state in
            state.out.values.map { $0.since.duration(to: now) }.max() ?? .zero
        }
    }
}
