import Testing
import Threads

@Suite("Monitor and blocking threads")
struct MonitorTests {
    @Test("A waiter wakes when another thread makes its state true")
    func wakes() {
        let box = Monitor(0)
        let thread = BlockingThread(name: "writer") { for _ in 0..<100 { box.withLock { $0 += 1 } } }
        #expect(box.wait(for: .seconds(10)) { $0 == 100 ? $0 : nil } == 100)
        #expect(thread.join(timeout: .seconds(10)))
    }

    @Test("A wait ends at its deadline when nothing happens")
    func deadline() {
        let box = Monitor(false)
        #expect(box.wait(for: .milliseconds(5)) { $0 ? true : nil } == nil)
    }

    @Test("No change is lost between many threads")
    func counts() {
        let box = Monitor(0)
        let threads = (0..<8).map { number in
            BlockingThread(name: "counter-\(number)") { for _ in 0..<1_000 { box.withLock { $0 += 1 } } }
        }
        for thread in threads { #expect(thread.join(timeout: .seconds(30))) }
        #expect(box.withLock { $0 } == 8_000)
    }

    @Test("Joining a thread that goes on returns false at the deadline")
    func joinDeadline() {
        let release = Monitor(false)
        let thread = BlockingThread(name: "waiter") { _ = release.wait { $0 ? true : nil } }
        #expect(!thread.join(timeout: .milliseconds(5)))
        release.withLock { $0 = true }
        #expect(thread.join(timeout: .seconds(10)))
    }
}
