import Ingest
import Synchronization

/// Tells the work queue that a camera has something waiting: frames or news.
///
/// It exists since the ring, which rings it, is made before the camera that it is rung for.
final class Doorbell: Sendable {
    private let queue: WorkQueue<WatchedCamera>
    private let camera = Mutex<WatchedCamera?>(nil)

    init(queue: WorkQueue<WatchedCamera>) {
        self.queue = queue
    }

    func connect(_ camera: WatchedCamera) {
        self.camera.withLock { $0 = camera }
    }

    func ring() {
        if let camera = camera.withLock({ $0 }) { queue.offer(camera) }
    }

    func post(_ event: IngestEvent) {
        guard let camera = camera.withLock({ $0 }) else { return }
        camera.post(event)
        queue.offer(camera)
    }
}
