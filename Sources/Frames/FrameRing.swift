import Synchronization

/// Decoded frames on their way from one camera's thread to the worker that has the camera: bounded, newest wins.
///
/// Where the worker falls behind, the oldest frame makes room and is counted as ``DropCause/ringFull``; the producer
/// never waits. A frame in the ring keeps its picture's memory, so a camera holds at most `capacity` × width × height
/// × 1.5 bytes here: 12.4 MB for four frames of 1920×1080 in 4:2:0.
package final class FrameRing: Sendable {
    package let capacity: Int
    private let frames: Mutex<Slots>
    private let drops: DropTally
    private let onFrame: @Sendable () -> Void

    /// - Parameter onFrame: called on the producer's thread after each ``push(_:)``, outside the lock: how a scheduler
    ///   learns that a frame is waiting. It must not block.
    package init(capacity: Int, drops: DropTally = DropTally(), onFrame: @escaping @Sendable () -> Void = {}) {
        precondition(capacity > 0, "a ring holds at least one frame")
        self.capacity = capacity
        self.frames = Mutex(Slots(capacity: capacity))
        self.drops = drops
        self.onFrame = onFrame
    }

    /// How many frames wait.
    package var count: Int { frames.withLock { $0.count } }

    package func push(_ frame: Frame) {
        // The displaced frame's memory goes back to the decoder here, outside the lock.
        let (displaced, next) = frames.withLock { slots in
            let displaced = slots.push((frame, .now))?.frame
            return (displaced, displaced == nil ? nil : slots.oldest?.frame.seconds)
        }
        // A new connection begins at 0 again; what was lost between is not the frame's.
        if let displaced { drops.count(.ringFull, seconds: (next ?? displaced.seconds) - displaced.seconds) }
        onFrame()
    }

    /// The oldest waiting frame; nil where none waits.
    package func pop() -> Frame? { popWaiting()?.frame }

    /// The oldest waiting frame, and since when it has waited; nil where none waits.
    package func popWaiting() -> (frame: Frame, since: ContinuousClock.Instant)? {
        frames.withLock { $0.pop() }
    }

    /// Since when the oldest waiting frame has waited; nil where none waits.
    package var oldestSince: ContinuousClock.Instant? { frames.withLock { $0.oldest?.since } }

    /// Lets go of all waiting frames, uncounted: for a camera that was taken out.
    package func removeAll() {
        _ = frames.withLock { $0.popAll() }
    }
}

/// A circular buffer of fixed size; never allocates after `init`.
private struct Slots: Sendable {
    typealias Waiting = (frame: Frame, since: ContinuousClock.Instant)

    private var slots: [Waiting?]
    private var first = 0
    private(set) var count = 0

    init(capacity: Int) {
        slots = Array(repeating: nil, count: capacity)
    }

    /// Returns the oldest frame where it had to make room.
    mutating func push(_ waiting: Waiting) -> Waiting? {
        let displaced = count == slots.count ? pop() : nil
        slots[(first + count) % slots.count] = waiting
        count += 1
        return displaced
    }

    var oldest: Waiting? { slots[first] }

    mutating func pop() -> Waiting? {
        guard count > 0 else { return nil }
        let waiting = slots[first]
        slots[first] = nil
        first = (first + 1) % slots.count
        count -= 1
        return waiting
    }

    mutating func popAll() -> [Waiting] {
        var all: [Waiting] = []
        while let waiting = pop() { all.append(waiting) }
        return all
    }
}
