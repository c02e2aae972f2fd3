import Detection
import Events
import Logging
import Threads

/// The threads that turn frames into events: each takes the camera that has waited longest, does one frame, and brings
/// it back.
final class Workers: Sendable {
    private let queue: WorkQueue<WatchedCamera>
    private let threads: [BlockingThread]

    /// - Parameters:
    ///   - makeDetector: called once on each worker's thread, since a detector belongs to one; nil where none is wanted.
    ///   - emit: takes each turn's events; it must not block.
    init(
        count: Int, queue: WorkQueue<WatchedCamera>, logger: Logger,
        makeDetector: @escaping @Sendable () -> Detector?,
        emit: @escaping @Sendable (WatchedCamera.Turn) -> Void
    ) {
        self.queue = queue
        threads = (1...count).map { number in
            BlockingThread(name: "worker-\(number)") {
                let detector = makeDetector()
                while let camera = queue.checkOut() {
                    var more = true
                    do throws(DetectionError) {
                        let turn = try camera.work(detector)
                        more = turn.more
                        emit(turn)
                    } catch {
                        logger.error(
                            "a frame could not be looked at",
                            metadata: ["camera": "\(camera.name)", "error": "\(error)"])
                    }
                    queue.checkIn(camera, more: more)
                }
            }
        }
    }

    /// Ends the threads after the frame that each has; false where one did not end in time.
    func stop(within timeout: Duration) -> Bool {
        queue.close()
        let end = ContinuousClock.now + timeout
        return threads.allSatisfy { $0.join(timeout: max(.zero, end - .now)) }
    }
}
