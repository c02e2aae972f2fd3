import Delivery
import Seeds
import Testing

@Suite("A sink's lanes")
struct LanesTests {
    private let now = ContinuousClock.now

    @Test(
        "A camera's next event goes when the one before is settled; other cameras go meanwhile, in turn"
    )
    func order() {
        var lanes = Lanes(isSequential: false, capacity: 8)
        for sequence in 1...4 {
            lanes.offer(Sample.delivery(Int64(sequence), camera: sequence < 3 ? "a" : "b"))
        }
        let (first, second) = (Sample.delivery(1, camera: "a"), Sample.delivery(3, camera: "b"))
        #expect(lanes.next(upTo: 1, at: now) == .deliveries([first]))
        #expect(lanes.next(upTo: 1, at: now) == .deliveries([second]))
        #expect(lanes.next(upTo: 1, at: now) == .nothing(until: nil))
        lanes.settle(first, retry: first, pausedUntil: now + .seconds(5))
        lanes.settle(second)
        #expect(lanes.next(upTo: 9, at: now) == .deliveries([Sample.delivery(4, camera: "b")]))
        #expect(lanes.next(upTo: 9, at: now) == .nothing(until: now + .seconds(5)))
        let both = [first, Sample.delivery(2, camera: "a")]
        #expect(lanes.next(upTo: 9, at: now + .seconds(5)) == .deliveries(both))
    }

    /// The database as plain as it can be: what waits, by camera.
    private struct Naive {
        var waiting: [String: [Int64]] = [:]
        var next: Int64 = 0
    }

    @Test(
        "Random commits, readings, failures, removals and rewinds: nothing is missed, nothing twice, order kept",
        arguments: 1...40)
    func random(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var database = Naive()
        var lanes = Lanes(isSequential: false, capacity: Int.random(in: 1...4, using: &random))
        var unoffered: [Delivery] = []
        var delivered: [String: [Int64]] = [:]
        var outstanding: [Delivery] = []
        var moment = now
        func settled(_ sequence: Int64) -> Bool { delivered.values.contains { $0.contains(sequence) } }

        func step(_ lanes: inout Lanes, isCommitting: Bool) {
            moment += .seconds(1)
            switch Int.random(in: 0..<(isCommitting ? 8 : 6), using: &random) {
            case 6, 7:
                database.next += 1
                let camera = ["a", "b", "c"][Int.random(in: 0..<3, using: &random)]
                database.waiting[camera, default: []].append(database.next)
                unoffered.append(Sample.delivery(database.next, camera: camera))
            case 0:
                for delivery in unoffered { lanes.offer(delivery) }
                unoffered = []
            case 1: lanes.rewind(["a", "b", "c"].filter { database.waiting[$0]?.isEmpty == false })
            case 2, 3:
                guard let delivery = outstanding.popLast() else { return }
                if Bool.random(using: &random) {
                    database.waiting[delivery.camera]?.removeAll { $0 == delivery.sequence }
                    delivered[delivery.camera, default: []].append(delivery.sequence)
                    lanes.settle(delivery)
                } else {
                    lanes.settle(delivery, retry: delivery, pausedUntil: moment + .seconds(2))
                }
            default:
                switch lanes.next(upTo: 1, at: moment) {
                case .deliveries(let taken): outstanding += taken
                case .read(let camera, let sequence):
                    let rest = (database.waiting[camera] ?? []).filter { $0 > sequence }
                    let limit = Int.random(in: 1...3, using: &random)
                    // What is committed while the database is read is offered afterwards, or before the reading is through.
                    if Bool.random(using: &random) {
                        for delivery in unoffered { lanes.offer(delivery) }
                        unoffered = []
                    }
                    let found = rest.prefix(limit).map { Sample.delivery($0, camera: camera) }
                    lanes.endReading(camera: camera, found, isComplete: found.count < limit) { settled($0) }
                case .nothing: break
                }
            }
        }

        for _ in 0..<400 { step(&lanes, isCommitting: true) }
        for _ in 0..<4_000 { step(&lanes, isCommitting: false) }
        #expect(database.waiting.values.allSatisfy { $0.isEmpty }, "left: \(database.waiting)")
        for (_, sequences) in delivered {
            #expect(sequences == sequences.sorted() && Set(sequences).count == sequences.count)
        }
        #expect(delivered.values.reduce(0) { $0 + $1.count } == Int(database.next))
    }
}
