package import Clocks
import Synchronization

/// A camera's decisions of the last minutes, for whoever asks why something was, or was not, told.
///
/// Bounded by time and by number; the oldest go first. May be used from any thread.
package final class DecisionLog: Sendable {
    private let span: Duration
    private let capacity: Int
    private let kept = Mutex<[FrameDecision]>([])

    /// - Parameters:
    ///   - span: how far back it reaches, in capture time.
    ///   - capacity: frames at most, at least 1; a frame is some kilobytes.
    package init(span: Duration = .seconds(300), capacity: Int = 3_000) {
        self.span = span
        self.capacity = max(1, capacity)
    }

    package func add(_ decision: FrameDecision) {
        let oldest = decision.captured.advanced(by: .zero - span)
        kept.withLock { kept in
            kept.append(decision)
            // A camera's clock may be set back: what then lies in the future is bounded by the number.
            let expired = kept.prefix { $0.captured < oldest }.count
            // In steps, so that the rest is not moved up with every frame.
            if expired >= 100 || kept.count > capacity + 100 {
                kept.removeFirst(max(expired, kept.count - capacity))
            }
        }
    }

    /// The decisions about a stretch of time, oldest first.
    package func decisions(from: CaptureTime, to: CaptureTime) -> [FrameDecision] {
        kept.withLock { kept in kept.filter { (from...max(from, to)).contains($0.captured) } }
    }

    /// The newest decisions, oldest first.
    package func latest(_ count: Int) -> [FrameDecision] {
        kept.withLock { Array($0.suffix(max(0, count))) }
    }
}
