package import Frames
import Synchronization

/// What came through one camera since the daemon began.
package struct StreamCounts: Hashable, Sendable {
    package var connections = 0
    package var packets = 0
    package var bytes = 0

    /// Packets that were kept for decoding on demand, by ``PacketKind``: keyframes, and those that no other builds upon.
    package var keyframes = 0
    package var disposables = 0

    /// Pictures that the decoder gave, damaged ones included.
    package var decoded = 0

    /// Pictures that had to be converted to 8-bit planar first.
    package var converted = 0

    /// Timestamps that ``FrameClock`` repaired.
    package var timestampRepairs = 0

    /// Stream time whose packets went to the decoder, and stream time whose packets a policy left undecoded for good
    /// (``DropCause/policy`` counts them). Packets that wait in the ring are in neither until it is known.
    package var decodedSeconds = 0.0
    package var skippedSeconds = 0.0

    /// Times that a trigger began decoding after a quiet stretch, by what it was.
    package var triggers = 0

    /// Keyframes that were decoded on their own to see whether all is quiet, and those among them that found motion.
    package var sentinels = 0
    package var sentinelFinds = 0

    /// Stream time that was decoded although the policy would have skipped it, to see what it misses.
    package var auditedSeconds = 0.0

    /// How far the camera's thread is behind what the camera sends, seconds; see ``StreamLag``.
    package var secondsBehind = 0.0

    /// Events of motion that began while the policy was audited, and those among them that it would have missed.
    package var auditedMotions = 0
    package var missedMotions = 0

    package init() {}
}

/// One camera's ``StreamCounts`` and drops: counted on its thread, read from any.
package final class StreamCounters: Sendable {
    package let drops = DropTally()
    private let values = Mutex(StreamCounts())

    package init() {}

    package var counts: StreamCounts { values.withLock { $0 } }

    func count(_ change: (inout StreamCounts) -> Void) {
        values.withLock { change(&$0) }
    }
}
