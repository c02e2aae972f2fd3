/// A camera's events at a sink: those at hand, and whether the database has more.
///
/// Events come in from two sides, the committer's hand as they are committed, and the database where the sink is behind;
/// both are told apart by their sequence numbers, so that none is taken twice and none is missed.
struct Lane: Sendable {
    let camera: String

    /// In order, the next one first.
    private(set) var ready: [Delivery] = []

    /// Handed out and not settled, in order.
    private(set) var outstanding: [Delivery] = []

    var pausedUntil: ContinuousClock.Instant?

    /// Everything up to here is at hand, handed out, or settled.
    private var position: Int64

    /// The last that is known to be committed.
    private var newest: Int64

    /// The database may hold events after ``position`` of which nobody told.
    private var mayHaveMore: Bool

    /// Where ``newest`` was when the reading began that is under way.
    private var mark: Int64?

    /// To go back to the beginning of what waits, once nothing is outstanding.
    private var mustRewind = false

    /// - Parameter position: all up to it is settled; what follows is asked of the database first.
    init(camera: String, after position: Int64, mayHaveMore: Bool) {
        self.camera = camera
        self.position = position
        self.mayHaveMore = mayHaveMore
        newest = position
    }

    var isBehind: Bool { mayHaveMore || newest > position }
    var isReading: Bool { mark != nil }
    var oldest: Delivery? { outstanding.first ?? ready.first }

    /// Takes in an event that was just committed, unless the ones before it are to be read first.
    mutating func offer(_ delivery: Delivery, capacity: Int) {
        guard delivery.sequence > newest else { return }
        let isNext = !isBehind && !isReading && !mustRewind && ready.count < capacity
        newest = delivery.sequence
        guard isNext else { return }
        ready.append(delivery)
        position = delivery.sequence
    }

    mutating func take(_ limit: Int) -> [Delivery] {
        let taken = Array(ready.prefix(limit))
        ready.removeFirst(taken.count)
        outstanding += taken
        return taken
    }

    /// - Returns: the sequence number after which to read.
    mutating func beginReading() -> Int64 {
        mark = newest
        mayHaveMore = false
        return position
    }

    /// - Parameters:
    ///   - deliveries: the next ones after ``position``.
    ///   - isComplete: there were no more than these when they were read.
    ///   - isDone: for those that are settled though the database does not know it yet.
    mutating func endReading(_ deliveries: [Delivery], isComplete: Bool, isDone: (Int64) -> Bool) {
        guard let mark else { return }
        self.mark = nil
        ready += deliveries.filter { !isDone($0.sequence) }
        position = max(position, deliveries.last?.sequence ?? 0, isComplete ? mark : 0)
        newest = max(newest, position)
        mayHaveMore = mayHaveMore || !isComplete
        rewindIfAsked()
    }

    /// The reading failed; it will be done again.
    mutating func failReading() {
        mark = nil
        mayHaveMore = true
    }

    /// By its id too: another database's sequence numbers mean other events.
    func holds(_ delivery: Delivery) -> Bool {
        outstanding.contains { $0.sequence == delivery.sequence && $0.id == delivery.id }
    }

    /// Takes a delivery back as settled, or to be tried again before all others.
    mutating func settle(_ delivery: Delivery, retry: Delivery?) {
        guard let place = outstanding.firstIndex(where: { $0.sequence == delivery.sequence }) else {
            return
        }
        outstanding.remove(at: place)
        if let retry {
            ready.insert(retry, at: ready.firstIndex { $0.sequence > retry.sequence } ?? ready.endIndex)
        }
        rewindIfAsked()
    }

    /// Reads everything that waits anew: another process may have put old events back.
    mutating func rewind() {
        mustRewind = true
        rewindIfAsked()
    }

    private mutating func rewindIfAsked() {
        guard mustRewind, outstanding.isEmpty, !isReading else { return }
        mustRewind = false
        ready = []
        position = 0
        mayHaveMore = true
        pausedUntil = nil
    }

    /// Leaves out what was removed from the database.
    ///
    /// - Returns: how many of them were at hand.
    mutating func forget(through sequence: Int64) {
        ready.removeAll { $0.sequence <= sequence }
    }

    /// Takes everything out.
    mutating func empty() -> [Delivery] {
        defer {
            ready = []
            outstanding = []
        }
        return outstanding + ready
    }
}
