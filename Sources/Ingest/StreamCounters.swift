package import Frames
import Synchronization

/// What came through one camera since the daemon began.
package struct StreamCounts: Hashable, Sendable {
    package var connections = 0
    package var packets = 0
    package var bytes = 0

    /// Pictures that the decoder gave, damaged ones included.
    package var decoded = 0

    /// Pictures that had to be converted to 8-bit planar first.
    package var converted = 0

    /// Timestamps that ``FrameClock`` repaired.
    package var timestampRepairs = 0

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
