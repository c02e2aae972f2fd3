import Clocks
import Frames
import Synchronization
import Testing
import Threads

@Suite struct FrameRingTests {
    @Test func framesComeOutInTheOrderInWhichTheyWentIn() {
        let ring = FrameRing(capacity: 3)
        for number in 1...3 { ring.push(.blank(number)) }
        #expect(ring.count == 3)
        #expect(ring.drain() == [1, 2, 3])
        #expect(ring.pop() == nil)
    }

    @Test func theOldestMakesRoomAndIsCounted() {
        let drops = DropTally()
        let ring = FrameRing(capacity: 2, drops: drops)
        for number in 1...5 { ring.push(.blank(number)) }
        #expect(ring.drain() == [4, 5])
        #expect(drops.counts[.ringFull] == 3)
        #expect(drops.counts.total == 3)
    }

    @Test func eachPushIsTold() {
        let told = Atomic(0)
        let ring = FrameRing(capacity: 1) { told.add(1, ordering: .relaxed) }
        for number in 1...4 { ring.push(.blank(number)) }
        #expect(told.load(ordering: .relaxed) == 4)
    }

    @Test func memoryGoesBackAsFramesLeave() {
        let living = Atomic(0)
        let counted = { @Sendable (change: Int) in _ = living.add(change, ordering: .relaxed) }
        let ring = FrameRing(capacity: 2)
        for number in 1...5 { ring.push(.blank(number, owner: Owner(counted))) }
        #expect(living.load(ordering: .relaxed) == 2)
        ring.removeAll()
        #expect(living.load(ordering: .relaxed) == 0)
    }

    @Test func betweenTwoThreadsEveryFrameIsSeenOnceOrCounted() throws {
        let drops = DropTally()
        let waiting = Monitor(0)
        let ring = FrameRing(capacity: 3, drops: drops) { waiting.withLock { $0 += 1 } }
        let total = 20_000
        let producer = BlockingThread(name: "producer") {
            for number in 1...total { ring.push(.blank(number)) }
        }
        var seen: [Int] = []
        var told = 0
        while told < total {
            told +=
                waiting.wait { count in
                    defer { count = 0 }
                    return count > 0 ? count : nil
                } ?? 0
            seen += ring.drain()
        }
        #expect(producer.join(timeout: .seconds(60)))
        #expect(seen.last == total)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(seen.count + drops.counts[.ringFull] == total)
    }
}

extension FrameRing {
    fileprivate func drain() -> [Int] {
        var numbers: [Int] = []
        while let frame = pop() { numbers.append(frame.number) }
        return numbers
    }
}

/// Holds one pixel, and tells when it comes and goes.
private final class Owner: Sendable {
    let change: @Sendable (Int) -> Void

    init(_ change: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.change = change
        change(1)
    }

    deinit { change(-1) }
}

/// Outlives every frame: there is one for the whole process.
private let pixel: Plane = {
    let base = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    base.pointee = 128
    return Plane(base: base, width: 1, height: 1, stride: 1)
}()

extension Frame {
    fileprivate static func blank(_ number: Int, owner: Owner = Owner()) -> Frame {
        Frame(
            luma: pixel, chroma: nil, colour: ColourSpace(matrix: .bt601, fullRange: true), number: number,
            seconds: Double(number), captured: CaptureTime(microseconds: 0), arrived: .now, owner: owner)
    }
}
