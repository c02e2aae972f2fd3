import Synchronization

/// Why a packet or a frame did not reach the pipeline's end. The raw value is the label that metrics show.
package enum DropCause: String, CaseIterable, Hashable, Sendable {
    /// A frame that a newer one pushed out of the ``FrameRing`` before a worker came for it.
    case ringFull = "ring_full"

    /// A packet that the demuxer marked as damaged, or that could not be read.
    case corruptPacket = "corrupt_packet"

    /// A packet that the decoder refused, or a picture that it marked as damaged.
    case decodeError = "decode_error"

    /// A packet before the stream's first keyframe, or after skipped ones: nothing can be decoded from it.
    case awaitingKeyframe = "awaiting_keyframe"

    /// A packet that the decode policy left undecoded.
    case policy = "policy"

    /// A frame beyond the rate at which the camera is watched.
    case rate = "rate"

    /// A packet or frame that was left out since the box has more to do than it can.
    case shed = "shed"

    /// A packet that had to leave the ring in which it waited, or was kept, since the room ran out.
    case packetRingFull = "packet_ring_full"
}

/// How many were dropped, by cause.
package struct DropCounts: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: DropCause.allCases.count)
    private var durations = [Double](repeating: 0, count: DropCause.allCases.count)

    package init() {}

    package subscript(cause: DropCause) -> Int {
        get { counts[Self.index(of: cause)] }
        set { counts[Self.index(of: cause)] = newValue }
    }

    package var total: Int { counts.reduce(0, +) }

    /// How much of the stream's time was dropped with them, as far as whoever counted knew.
    package func seconds(_ cause: DropCause) -> Double { durations[Self.index(of: cause)] }

    mutating func add(seconds: Double, to cause: DropCause) {
        durations[Self.index(of: cause)] += seconds.isFinite ? max(0, seconds) : 0
    }

    private static func index(of cause: DropCause) -> Int {
        DropCause.allCases.firstIndex(of: cause) ?? 0
    }
}

/// One camera's drops, counted from any thread.
package final class DropTally: Sendable {
    private let drops = Mutex(DropCounts())

    package init() {}

    package var counts: DropCounts { drops.withLock { $0 } }

    /// - Parameter seconds: the time in the stream that they stood for; 0 where it is not known.
    package func count(_ cause: DropCause, _ number: Int = 1, seconds: Double = 0) {
        drops.withLock { drops in
            drops[cause] += number
            drops.add(seconds: seconds, to: cause)
        }
    }
}
