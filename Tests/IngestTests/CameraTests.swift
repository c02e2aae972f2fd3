import Clocks
import Frames
import Ingest
import Overload
import Synchronization
import Testing
import Threads

/// A camera's life without network and without waiting: the opener plays the camera, the clock jumps.
@Suite struct CameraTests {
    @Test func connectsPushesFramesLosesTheStreamAndTriesAgain() throws {
        let stage = Stage([.frames(3), .failure(.unreachable), .failure(.unreachable), .frames(2)])
        let camera = try stage.play()
        #expect(
            stage.heard == [
                "connecting 1", "online", "offline ended retry 1.0",
                "connecting 2", "offline unreachable retry 2.0",
                "connecting 3", "offline unreachable retry 4.0",
                "connecting 4", "online", "offline stopped retry nil",
            ])
        #expect(stage.clock.slept == [1, 2, 4])
        #expect(camera.ring.numbers == [1, 2, 3, 1, 2])
        #expect(camera.counters.counts.connections == 4)
    }

    @Test func aStableMinuteStartsTheBackoffAnew() throws {
        let stage = Stage([.failure(.timedOut), .failure(.timedOut), .frames(1, lasting: 90), .frames(1)])
        _ = try stage.play()
        #expect(stage.clock.slept == [1, 2, 1])
    }

    @Test func stoppingEndsAWait() throws {
        let stage = Stage([.failure(.unauthorized)], stopsWhileWaiting: true)
        _ = try stage.play()
        #expect(stage.heard == ["connecting 1", "offline unauthorized retry 60.0"])
    }

    @Test func aCameraThatIsStoppedBeforehandConnectsNever() throws {
        let stage = Stage([])
        let camera = try stage.camera()
        camera.stop()
        camera.run()
        #expect(stage.heard.isEmpty)
    }

    @Test func aFilePlaysAtItsOwnPaceAndBeginsAgain() throws {
        let stage = Stage([.frames(3), .frames(2)], source: "clip.mp4")
        _ = try stage.play()
        #expect(stage.clock.slept == [1, 1, 1, 1])
        #expect(stage.heard.filter { $0 == "online" }.count == 2)
    }

    @Test func aFileMayPlayOnce() throws {
        let stage = Stage([.frames(3)], source: "clip.mp4")
        let camera = try stage.camera(afterEnd: .stop)
        camera.run()
        #expect(stage.heard == ["connecting 1", "online", "ended"])
        #expect(camera.ring.numbers == [1, 2, 3])
    }

    @Test func halfTheRateIsShedUnderOverloadAndComesBack() throws {
        let stage = Stage([.frames(6), .frames(4)])
        let sparing = Sparing()
        sparing.take([.loopFilter, .rate])
        let camera = try stage.camera(sparing: sparing)
        camera.run()
        #expect(camera.ring.numbers == [2, 4, 6, 2, 4])
        #expect(camera.counters.drops.counts[.shed] == 5)
    }

    @Test func aBurstWaitsForWhoeverTakesItsFrames() throws {
        let stage = Stage([.burst(200)])
        let camera = try stage.camera(capacity: 3, clock: SystemClock())
        let taken = Mutex<[Int]>([])
        let isOver = Atomic(false)
        let worker = BlockingThread(name: "worker") {
            while !isOver.load(ordering: .relaxed) {
                if let frame = camera.ring.pop() { taken.withLock { $0.append(frame.number) } }
            }
        }
        camera.run()
        isOver.store(true, ordering: .relaxed)
        #expect(worker.join(timeout: .seconds(60)))
        #expect(taken.withLock { $0 } + camera.ring.numbers == Array(1...200))
        #expect(camera.counters.drops.counts.total == 0)
    }

    @Test func aBurstThatNobodyTakesWaitsForAWhileAndGoesOn() throws {
        let stage = Stage([.burst(20)])
        let camera = try stage.camera(capacity: 3)
        camera.run()
        #expect(camera.ring.numbers == [18, 19, 20])
        #expect(camera.counters.drops.counts[.ringFull] == 17)
        #expect(abs(stage.clock.slept.reduce(0, +) - 5) < 0.1)
        #expect(stage.readsAhead > 100)
    }

    @Test func oneConnectionCanBeRunAlone() throws {
        let stage = Stage([.failure(.notFound)])
        let camera = try stage.camera()
        let error = try #require(throws: MediaError.self) { try camera.runOnce() }
        #expect(error.cause == .notFound)
    }
}

/// What happens to one connection after another; when all have happened, the camera is stopped.
private final class Stage: MediaOpener {
    enum Act {
        /// So many frames a second apart, then the end; `lasting` seconds pass meanwhile.
        case frames(Int, lasting: Double = 0)
        /// So many frames that had been kept, and come all at once.
        case burst(Int)
        case failure(MediaError.Cause)
    }

    let clock = JumpingClock()
    private let acts: Mutex<[Act]>
    private let events = Mutex<[String]>([])
    private let source: String
    private let stopsWhileWaiting: Bool
    private let readAheads = Mutex(0)
    private let stopCamera = Mutex<@Sendable () -> Void>({})

    init(_ acts: [Act], source: String = "rtsp://camera/", stopsWhileWaiting: Bool = false) {
        self.acts = Mutex(acts)
        self.source = source
        self.stopsWhileWaiting = stopsWhileWaiting
    }

    var heard: [String] { events.withLock { $0 } }

    /// How often a camera that waited for room read on meanwhile.
    var readsAhead: Int { readAheads.withLock { $0 } }

    func camera(
        afterEnd: Camera.AfterEnd = .restart, capacity: Int = 100, clock: (any IngestClock)? = nil,
        sparing: Sparing = Sparing()
    ) throws -> Camera {
        let counters = StreamCounters()
        let camera = Camera(
            name: "stage", source: try SourceURL(source), afterEnd: afterEnd,
            ring: FrameRing(capacity: capacity, drops: counters.drops), counters: counters,
            sparing: sparing, opener: self, clock: clock ?? self.clock, jitter: { 1 }, report: { [self] in hear($0) })
        stopCamera.withLock { $0 = { camera.stop() } }
        return camera
    }

    func play() throws -> Camera {
        let camera = try camera()
        camera.run()
        return camera
    }

    func open(
        _ source: SourceURL, options: SourceOptions, context: ReaderContext
    ) throws(MediaError) -> any MediaReader {
        let act = acts.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        switch act {
        case .frames(let count, let lasting):
            return Player(count) { [self] in
                clock.pass(lasting)
                let isLast = acts.withLock { $0.isEmpty }
                if isLast { stopCamera.withLock { $0 }() }
                return isLast && source.kind != .file
            }
        case .burst(let count):
            let player = Player(count) { [self] in
                stopCamera.withLock { $0() }
                return true
            }
            player.readsAhead = { [self] in readAheads.withLock { $0 += 1 } }
            return player
        case .failure(let cause):
            if stopsWhileWaiting { clock.stopsAtNextWait.store(true, ordering: .relaxed) }
            throw MediaError(.open, cause, text: "as played", place: source.redacted)
        case nil: throw MediaError(.open, .stopped, text: "the play is over", place: source.redacted)
        }
    }

    private func hear(_ event: IngestEvent) {
        let line =
            switch event {
            case .connecting(let attempt): "connecting \(attempt)"
            case .online: "online"
            case .offline(let error, let retry):
                "offline \(error.cause) retry \(retry.map { "\($0 / .seconds(1))" } ?? "nil")"
            case .ended: "ended"
            default: "\(event)"
            }
        events.withLock { $0.append(line) }
    }
}

private final class Player: MediaReader {
    private let count: Int
    private let atEnd: () -> Bool

    /// Called where a burst waits; nil where there is none.
    var readsAhead: (() -> Void)?
    private var played = 0

    init(_ count: Int, atEnd: @escaping () -> Bool) {
        self.count = count
        self.atEnd = atEnd
    }

    var info: StreamInfo { StreamInfo(container: "play", codec: "none", width: 1, height: 1, decoder: "none") }

    var isCatchingUp: Bool { readsAhead != nil }

    func readAhead() { readsAhead?() }

    func next() throws(MediaError) -> Frame? {
        if played < count {
            played += 1
            return .blank(played, seconds: Double(played - 1))
        }
        if atEnd() { throw MediaError(.read, .stopped, text: "stopped", place: "stage") }
        return nil
    }
}

private final class JumpingClock: IngestClock {
    private let elapsed = Mutex(Duration.zero)
    private let waits = Mutex<[Double]>([])
    private let start = ContinuousClock.now
    let stopsAtNextWait = Atomic(false)

    var slept: [Double] { waits.withLock { $0 } }
    var now: ContinuousClock.Instant { start + elapsed.withLock { $0 } }
    var wallTime: CaptureTime { CaptureTime(microseconds: 0) }

    func pass(_ seconds: Double) {
        elapsed.withLock { $0 += .seconds(seconds) }
    }

    func wait(for duration: Duration, stop: StopToken) -> Bool {
        if stop.isStopped || stopsAtNextWait.load(ordering: .relaxed) { return true }
        waits.withLock { $0.append(duration / .seconds(1)) }
        elapsed.withLock { $0 += duration }
        return false
    }
}

extension FrameRing {
    fileprivate var numbers: [Int] {
        var numbers: [Int] = []
        while let frame = pop() { numbers.append(frame.number) }
        return numbers
    }
}

private final class Nothing: Sendable {}

/// Outlives every frame: there is one for the whole process.
private let pixel: Plane = {
    let base = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    base.pointee = 128
    return Plane(base: base, width: 1, height: 1, stride: 1)
}()

extension Frame {
    fileprivate static func blank(_ number: Int, seconds: Double) -> Frame {
        Frame(
            luma: pixel, chroma: nil, colour: ColourSpace(matrix: .bt601, fullRange: true), number: number,
            seconds: seconds, captured: CaptureTime(microseconds: 0), arrived: .now, owner: Nothing())
    }
}
