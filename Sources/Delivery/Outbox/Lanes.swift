/// Which of a sink's events go next: a state machine without clock, lock or disk.
///
/// A camera's events go in order, and the next only when the one before is settled; cameras take turns. A sequential sink
/// has one lane for all of them, and takes more before the last is settled.
package struct Lanes: Sendable {
    package enum Choice: Equatable, Sendable {
        case deliveries([Delivery])

        /// The lane's next events are to be read from the database.
        case read(camera: String, after: Int64)

        /// Nothing can go now; at `until` it may, nil where only a new event changes that.
        case nothing(until: ContinuousClock.Instant?)
    }

    /// Events that a lane holds in memory at most.
    let capacity: Int

    private let isSequential: Bool
    private var lanes: [Lane] = []
    private var places: [String: Int] = [:]
    private var turn = 0

    /// The highest sequence number that was handed out, or that was settled when the lanes were opened.
    private(set) var handedThrough: Int64 = 0

    package init(isSequential: Bool, capacity: Int) {
        self.isSequential = isSequential
        self.capacity = capacity
    }

    /// Of the lane that a camera's events are in.
    private func key(_ camera: String) -> String { isSequential ? "" : camera }

    /// Makes a lane known whose events are in the database.
    mutating func open(camera: String, after position: Int64, mayHaveMore: Bool) {
        guard places[key(camera)] == nil else { return }
        if isSequential { handedThrough = position }
        places[key(camera)] = lanes.count
        lanes.append(Lane(camera: key(camera), after: position, mayHaveMore: mayHaveMore))
    }

    package mutating func offer(_ delivery: Delivery) {
        open(camera: delivery.camera, after: delivery.sequence - 1, mayHaveMore: false)
        let capacity = capacity
        change(delivery.camera) { $0.offer(delivery, capacity: capacity) }
    }

    /// - Parameter limit: events of one lane at most.
    package mutating func next(upTo limit: Int, at now: ContinuousClock.Instant) -> Choice {
        var earliest: ContinuousClock.Instant?
        for step in 0..<lanes.count {
            let place = (turn + step) % lanes.count
            guard !lanes[place].isReading, isSequential || lanes[place].outstanding.isEmpty else {
                continue
            }
            if let pause = lanes[place].pausedUntil, pause > now {
                earliest = min(earliest ?? pause, pause)
                continue
            }
            if !lanes[place].ready.isEmpty {
                turn = place + 1
                let taken = lanes[place].take(limit)
                handedThrough = max(handedThrough, taken.last?.sequence ?? 0)
                return .deliveries(taken)
            }
            if lanes[place].isBehind {
                return .read(camera: lanes[place].camera, after: lanes[place].beginReading())
            }
        }
        return .nothing(until: earliest)
    }

    package mutating func endReading(
        camera: String, _ deliveries: [Delivery], isComplete: Bool, isDone: (Int64) -> Bool
    ) {
        change(camera) { $0.endReading(deliveries, isComplete: isComplete, isDone: isDone) }
    }

    mutating func failReading(camera: String, until moment: ContinuousClock.Instant) {
        change(camera) {
            $0.failReading()
            $0.pausedUntil = moment
        }
    }

    package mutating func settle(
        _ delivery: Delivery, retry: Delivery? = nil, pausedUntil moment: ContinuousClock.Instant? = nil
    ) {
        change(delivery.camera) {
            $0.settle(delivery, retry: retry)
            $0.pausedUntil = moment
        }
    }

    mutating func pause(camera: String, until moment: ContinuousClock.Instant) {
        change(camera) { $0.pausedUntil = moment }
    }

    /// Whether an event is handed out and not settled.
    func holds(_ delivery: Delivery) -> Bool {
        guard let place = places[key(delivery.camera)] else { return false }
        return lanes[place].holds(delivery)
    }

    /// - Parameter cameras: of which the database has events that wait.
    package mutating func rewind(_ cameras: [String]) {
        for camera in cameras {
            open(camera: camera, after: 0, mayHaveMore: true)
            change(camera) { $0.rewind() }
        }
    }

    mutating func forget(through sequence: Int64) {
        for place in lanes.indices { lanes[place].forget(through: sequence) }
    }

    /// Takes everything out, and forgets all lanes.
    mutating func empty() -> [Delivery] {
        let deliveries = lanes.indices.flatMap { lanes[$0].empty() }
        lanes = []
        places = [:]
        return deliveries
    }

    /// The oldest that waits or is on its way, as far as it is at hand.
    var oldest: Delivery? { lanes.compactMap(\.oldest).min { $0.sequence < $1.sequence } }

    var outstanding: [Delivery] { lanes.flatMap(\.outstanding) }

    /// Whether every lane's oldest event is known.
    var isKnown: Bool { lanes.allSatisfy { !$0.isBehind || $0.oldest != nil } }

    private mutating func change(_ camera: String, _ body: (inout Lane) -> Void) {
        guard let place = places[key(camera)] else { return }
        body(&lanes[place])
    }
}
