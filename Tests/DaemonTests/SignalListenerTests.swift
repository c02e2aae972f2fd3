import Daemon
import Glibc
import Testing
import Threads

@Suite("Signals")
struct SignalListenerTests {
    @Test("A signal that the kernel hands to a thread of a library's, which blocks none, is heard all the same")
    func passedOn() {
        // The listener's thread ends with the test, and takes no more.
        defer { for each in [SIGTERM, SIGINT, SIGHUP] { signal(each, SIG_DFL) } }
        let (isListening, heard) = (Monitor(false), Monitor([SignalListener.Request]()))
        let daemon = BlockingThread(name: "listener") {
            let listener = SignalListener()
            isListening.withLock { $0 = true }
            for _ in 0..<2 {
                if let request = listener.next(timeout: .seconds(60)) { heard.withLock { $0.append(request) } }
            }
        }
        #expect(isListening.wait(for: .seconds(60)) { $0 ? true : nil } == true)
        let library = BlockingThread(name: "library") {
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_UNBLOCK, &all, nil)
            for signal in [SIGHUP, SIGTERM] { raise(signal) }
        }
        #expect(library.join(timeout: .seconds(60)))
        #expect(daemon.join(timeout: .seconds(120)))
        // What waits is taken in the order of the signals' numbers, not in the order of their sending.
        #expect(Set(heard.withLock { $0 }) == [.reload, .stop])
    }
}
