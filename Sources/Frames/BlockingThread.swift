import Glibc

/// A thread of our own for work that blocks, which must never run on Swift's cooperative pool.
package final class BlockingThread: Sendable {
    private let ended: Monitor<Bool>

    private init(ended: Monitor<Bool>) {
        self.ended = ended
    }

    /// Runs `body` on a new detached thread; nil where the system has no thread to give.
    ///
    /// `name` shows in `top -H` and in debuggers; Linux keeps its first 15 bytes.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> BlockingThread? {
        let ended = Monitor(false)
        let job = Job(name: name, body: body, ended: ended)
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        let argument = unsafe Unmanaged.passRetained(job)
        var thread = pthread_t()
        let status = unsafe pthread_create(&thread, &attributes, { unsafe runJob($0) }, argument.toOpaque())
        guard status == 0 else {
            unsafe argument.release()
            return nil
        }
        return BlockingThread(ended: ended)
    }

    /// Waits until the thread's body has returned; false where it had not by the deadline.
    package func join(until deadline: ContinuousClock.Instant? = nil) -> Bool {
        ended.wait(until: deadline) { $0 ? true : nil } ?? false
    }

    /// Only touched pages count: decoders need some hundred KiB.
    private static let stackBytes = 4 << 20
}

private final class Job: Sendable {
    let name: String
    let body: @Sendable () -> Void
    let ended: Monitor<Bool>

    init(name: String, body: @escaping @Sendable () -> Void, ended: Monitor<Bool>) {
        self.name = name
        self.body = body
        self.ended = ended
    }

    func run() {
        takeName()
        body()
        ended.withLock { $0 = true }
    }

    /// By the file that `pthread_setname_np` itself writes to, which Swift's Glibc does not import.
    private func takeName() {
        guard let file = unsafe fopen("/proc/thread-self/comm", "w") else { return }
        unsafe fputs(String(decoding: name.utf8.prefix(15), as: UTF8.self), file)
        unsafe fclose(file)
    }
}

private func runJob(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
