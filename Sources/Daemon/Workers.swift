import Detection
import Events
import Logging
import Threads

/// The threads that turn frames into events: each takes the camera that has waited longest, does one frame, and brings
/// it back.
final class Workers: Sendable {
    private let threads: [BlockingThread]

    /// - Parameters:
    ///   - crew: the number under which they take cameras; see ``WorkQueue/relieve()``.
    ///   - makeDetector: called once on each worker's thread, since a detector belongs to one; nil where none is wanted.
    ///   - emit: takes each turn's events; it must not block.
    init(
        count: Int, crew: Int, queue: WorkQueue<WatchedCamera>, logger: Logger,
        makeDetector: @escaping @Sendable () -> Detector?,
        emit: @escaping @Sendable (WatchedCamera.Turn) -> Void
    ) {
        threads = (1...count).map { number in
            BlockingThread(name: "worker-\(number)") {
                let detector = makeDetector()
                while let camera = queue.checkOut(crew: crew) {
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

    /// Waits for the threads to end; false where one did not in time.
    func join(within timeout: Duration) -> Bool {
        let end = ContinuousClock.now + timeout
        return threads.allSatisfy { $0.join(timeout: max(.zero, end - .now)) }
    }
}
