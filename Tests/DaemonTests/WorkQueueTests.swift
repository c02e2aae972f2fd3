import Daemon
import Testing
import Threads

@Suite("Work queue")
struct WorkQueueTests {
    private final class Item: Sendable {}

    @Test("The item that has waited longest is taken first")
    func order() {
        let queue = WorkQueue<Item>()
        let (first, second) = (Item(), Item())
        queue.offer(first)
        queue.offer(second)
        queue.offer(first)
        #expect(queue.checkOut() === first)
        #expect(queue.checkOut() === second)
    }

    @Test("Waiting counts by weight: the heavier goes first unless the lighter has waited that much longer")
    func weights() {
        let now = Monitor(ContinuousClock.now)
        let heavy = Item()
        let queue = WorkQueue<Item> {
            $0 === heavy ? 4 : 1
        } clock: {
            now.withLock { $0 }
        }
        for (wait, winsHeavy) in [(3, true), (5, false)] {
            let light = Item()
            queue.offer(light)
            now.withLock { $0 += .seconds(wait - 1) }
            queue.offer(heavy)
            now.withLock { $0 += .seconds(1) }
            let first = queue.checkOut()
            #expect((first === heavy) == winsHeavy)
            _ = queue.checkOut()
            queue.checkIn(heavy, more: false)
            queue.checkIn(light, more: false)
        }
    }

    @Test("An item that is out is not given to a second worker, and waits again when it was offered meanwhile")
    func exclusive() {
        let queue = WorkQueue<Item>()
        let (busy, other) = (Item(), Item())
        queue.offer(busy)
        #expect(queue.checkOut() === busy)
        queue.offer(busy)
        queue.offer(other)
        #expect(queue.checkOut() === other)
        queue.checkIn(busy, more: false)
        #expect(queue.checkOut() === busy)
    }

    @Test("Closing ends a wait")
    func close() {
        let queue = WorkQueue<Item>()
        let ended = Monitor(false)
        let worker = BlockingThread(name: "worker") {
            #expect(queue.checkOut() == nil)
            ended.withLock { $0 = true }
        }
        queue.close()
        #expect(worker.join(timeout: .seconds(10)))
        #expect(ended.withLock { $0 })
    }

    @Test("The longest checkout grows until the item comes back")
    func checkouts() {
        let now = Monitor(ContinuousClock.now)
        let queue = WorkQueue<Item>(clock: { now.withLock { $0 } })
        let item = Item()
        queue.offer(item)
        _ = queue.checkOut()
        now.withLock { $0 += .seconds(7) }
        #expect(queue.longestCheckout == .seconds(7))
        queue.checkIn(item, more: false)
        #expect(queue.longestCheckout == .zero)
    }

    @Test("An item that was withdrawn is not given out again, and who withdraws it waits for the worker that has it")
    func withdraw() {
        let queue = WorkQueue<Item>()
        let (waiting, out, other) = (Item(), Item(), Item())
        queue.offer(out)
        #expect(queue.checkOut() === out)
        queue.offer(waiting)
        queue.offer(other)
        #expect(queue.withdraw(waiting, within: .zero))
        #expect(!queue.withdraw(out, within: .zero))
        let worker = BlockingThread(name: "worker") { queue.checkIn(out, more: true) }
        #expect(queue.withdraw(out, within: .seconds(10)))
        #expect(worker.join(timeout: .seconds(10)))
        #expect(queue.checkOut() === other)
        queue.checkIn(other, more: false)
        queue.close()
        #expect(queue.checkOut() == nil)
    }

    @Test("A crew that was relieved gets nothing more, and what it had out goes to the next one")
    func relieve() {
        let queue = WorkQueue<Item>()
        let item = Item()
        queue.offer(item)
        #expect(queue.checkOut(crew: 0) === item)
        let idle = BlockingThread(name: "idle") { #expect(queue.checkOut(crew: 0) == nil) }
        let next = queue.relieve()
        #expect(idle.join(timeout: .seconds(10)))
        queue.checkIn(item, more: true)
        #expect(queue.checkOut(crew: next) === item)
    }
}
