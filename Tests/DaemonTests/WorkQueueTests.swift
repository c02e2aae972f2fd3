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
        let queue = WorkQueue<Item> { now.withLock { $0 } }
        let item = Item()
        queue.offer(item)
        _ = queue.checkOut()
        now.withLock { $0 += .seconds(7) }
        #expect(queue.longestCheckout == .seconds(7))
        queue.checkIn(item, more: false)
        #expect(queue.longestCheckout == .zero)
    }
}
