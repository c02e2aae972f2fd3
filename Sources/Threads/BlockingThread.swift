import Glibc

/// A thread of its own for work that blocks in C: decoding, BLAS, libcurl, disks.
///
/// Swift's cooperative pool has a thread a core and none to spare for a call that waits on a camera.
package struct BlockingThread: Sendable {
    private let finished = Monitor(false)

    /// Starts the thread. `name` is what `top -H` and a debugger show; Linux keeps its first 15 bytes.
    ///
    /// Where the system has no thread to give, the process ends with a message: nothing of the daemon works then.
    package init(name: String, _ body: @escaping @Sendable () -> Void) {
        let finished = finished
        let work = Unmanaged.passRetained(
            Work(name: name) {
                body()
                finished.withLock { $0 = true }
            })
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(&thread, &attributes, { BlockingThread.run($0) }, work.toOpaque())
        precondition(code == 0, "no thread to be had for '\(name)': error \(code)")
    }

    /// Waits for the thread's work to end.
    ///
    /// - Returns: false where `timeout` passed first; the thread then goes on by itself.
    package func join(timeout: Duration) -> Bool {
        finished.wait(for: timeout) { $0 ? true : nil } ?? false
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        nameThisThread(work.name)
        work.body()
        return nil
    }

    /// `pthread_setname_np(3)` is a GNU extension that Swift does not import; the kernel's own file does the same (proc(5)).
    private static func nameThisThread(_ name: String) {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = write(descriptor, name, min(15, name.utf8.count))
    }

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
