import Daemon
import Glibc
import Testing
import Threads

@Suite("Signals")
struct SignalListenerTests {
    @Test("A signal that the kernel hands to a thread of a library's, which blocks none, is heard all the same")
    func passedOn() {
        let (isListening, heard) = (Monitor(false), Monitor([SignalListener.Request]()))
        let daemon = BlockingThread(name: "listener") {
            let listener = SignalListener()
            isListening.withLock { $0 = true }
            while let request = listener.next(timeout: .seconds(60)),
                heard.withLock({
                    $0.append(request); return $0.count < 2
                })
            {}
        }
        #expect(isListening.wait(for: .seconds(60)) { $0 ? true : nil } == true)
        // Of this process's threads only the listener blocks them.
        for signal in [SIGHUP, SIGTERM] { raise(signal) }
        #expect(daemon.join(timeout: .seconds(120)))
        // What waits is taken in the order of the signals' numbers, not in the order of their sending.
        #expect(Set(heard.withLock { $0 }) == [.reload, .stop])
    }
}
