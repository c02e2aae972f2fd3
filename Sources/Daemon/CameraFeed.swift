import Frames
import Ingest
import Synchronization

/// The way from a camera's thread to the workers: frames in a bounded ring, news in a list, and a bell that rings for
/// whoever looks at the camera now.
///
/// It outlives who looks: when a camera's settings change but not its stream, frames go on into the same ring, and the
/// next one takes them out of it.
final class CameraFeed: Sendable {
    let ring: FrameRing

    /// Where the workers tell whoever decodes what they saw; nil where that is not asked.
    let feedback: FrameFeedback?
    private let bell: Bell
    private let news = Mutex<[IngestEvent]>([])

    /// Frames that wait for a worker; a second of them at five frames a second.
    private static let ringCapacity = 5

    init(counters: StreamCounters, queue: WorkQueue<WatchedCamera>, feedback: FrameFeedback? = nil) {
        self.feedback = feedback
        let bell = Bell(queue: queue)
        self.bell = bell
        ring = FrameRing(capacity: Self.ringCapacity, drops: counters.drops) { bell.ring() }
    }

    /// From the camera's thread: something other than a frame.
    func post(_ event: IngestEvent) {
        news.withLock { $0.append(event) }
        bell.ring()
    }

    /// What was posted since the last call.
    func takeNews() -> [IngestEvent] {
        news.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
    }

    /// Whether something waits.
    var isWaiting: Bool { ring.count > 0 || news.withLock { !$0.isEmpty } }

    /// From now on the bell rings for this camera; nil for nobody. Once this returns it rings for no other.
    func listen(_ camera: WatchedCamera?) {
        bell.connect(camera)
        if isWaiting { bell.ring() }
    }
}

/// Tells the work queue that a camera has something waiting.
///
/// It exists since the ring, which rings it, is made before the camera that it is rung for.
private final class Bell: Sendable {
    private let queue: WorkQueue<WatchedCamera>
    private let camera = Mutex<WatchedCamera?>(nil)

    init(queue: WorkQueue<WatchedCamera>) {
        self.queue = queue
    }

    func connect(_ camera: WatchedCamera?) {
        self.camera.withLock { $0 = camera }
    }

    /// Offers with the lock held: a camera that the bell was taken from is not offered any more.
    func ring() {
        camera.withLock { camera in
            if let camera { queue.offer(camera) }
        }
    }
}
