/// Packets that wait undecoded, oldest first: bounded by bytes, seconds and number.
///
/// It belongs to one camera's thread. What is taken out or skipped is gone; nothing is kept twice.
package struct PacketBacklog<Packet: EncodedPacket>: Sendable {
    private let bytes: Int
    private let seconds: Double
    private let packets: Int
    private var slots: [Packet?] = []
    private var first = 0
    package private(set) var byteCount = 0

    package init(bytes: Int, seconds: Double, packets: Int) {
        self.bytes = bytes
        self.seconds = seconds
        self.packets = packets
    }

    package var count: Int { slots.count - first }
    package var isEmpty: Bool { count == 0 }

    /// How much of the tightest bound is taken; more than 1 is too much.
    package var filled: Double {
        guard let oldest, let newest = slots.last ?? nil else { return 0 }
        return max(
            Double(byteCount) / Double(bytes), (newest.seconds - oldest.seconds) / seconds,
            Double(count) / Double(packets))
    }

    package mutating func append(_ packet: Packet) {
        slots.append(packet)
        byteCount += packet.byteCount
    }

    package mutating func popFirst() -> Packet? {
        guard !isEmpty, let packet = slots[first] else { return nil }
        slots[first] = nil
        first += 1
        byteCount -= packet.byteCount
        if first * 2 >= slots.count {
            slots.removeFirst(first)
            first = 0
        }
        return packet
    }

    /// Gives up what comes before this moment; returns it.
    package mutating func skip(to seconds: Double) -> [Packet] {
        var skipped: [Packet] = []
        while let oldest, oldest.seconds < seconds {
            _ = popFirst()
            skipped.append(oldest)
        }
        return skipped
    }

    /// Gives up the oldest packets up to a keyframe, until the rest is within the bounds.
    package mutating func shrink() -> [Packet] {
        var dropped: [Packet] = []
        while filled > 1 || !dropped.isEmpty && !startsWithKeyframe {
            guard let packet = popFirst() else { break }
            dropped.append(packet)
        }
        return dropped
    }

    private var startsWithKeyframe: Bool { oldest?.isKeyframe ?? true }
    private var oldest: Packet? { isEmpty ? nil : slots[first] }
}
