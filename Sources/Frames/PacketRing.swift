import Synchronization

/// What a ``PacketRing`` needs to know of an encoded packet.
package protocol EncodedPacket: Sendable {
    /// Decoding time since the connection's start.
    var seconds: Double { get }

    /// What the packet costs in memory, bookkeeping included.
    var byteCount: Int { get }

    /// Whether decoding can start here.
    var isKeyframe: Bool { get }
}

/// The newest packets of a camera, undecoded, in whole GOPs: what happened before something happened.
///
/// The ring keeps the fewest newest GOPs that together span `seconds`: at most `seconds` and one GOP. `bytes` binds
/// harder: where it runs out, the oldest GOPs go earlier (``DropCause/packetRingFull``), and a GOP that alone is larger
/// goes as a whole, with what follows it up to the next keyframe (``DropCause/gopTooLarge``), since a GOP without its
/// head is of no use to a decoder. Packets before the first keyframe are ``DropCause/awaitingKeyframe``.
///
/// A GOP that leaves because it is older than `seconds` is no drop. Memory: at most `bytes`; 10 s of a 4 Mbit/s stream
/// with a GOP of 2 s are 6 MB.
package final class PacketRing<Packet: EncodedPacket>: Sendable {
    package let seconds: Double
    package let bytes: Int
    private let contents: Mutex<Contents>
    private let drops: DropTally

    package init(seconds: Double, bytes: Int, drops: DropTally = DropTally()) {
        self.seconds = seconds
        self.bytes = bytes
        self.contents = Mutex(Contents())
        self.drops = drops
    }

    /// The packets from the oldest keyframe on, in the order in which they came.
    package var packets: [Packet] { contents.withLock { $0.gops.flatMap(\.packets) } }

    /// What the packets cost in memory.
    package var byteCount: Int { contents.withLock { $0.gops.byteCount } }

    package func push(_ packet: Packet) {
        contents.withLock { contents in
            if packet.isKeyframe {
                contents.gops.append(GOP(packet))
                contents.refusal = nil
            } else if let refusal = contents.refusal {
                return drops.count(refusal)
            } else {
                contents.gops.extendLast(with: packet)
            }
            contents.gops.removeFirst(spanning: seconds)
            shrink(&contents)
        }
    }

    /// Forgets everything, uncounted: what comes next belongs to another connection.
    package func removeAll() {
        contents.withLock { $0 = Contents() }
    }

    private func shrink(_ contents: inout Contents) {
        while contents.gops.byteCount > bytes {
            let isNewest = contents.gops.count == 1
            guard let gop = contents.gops.removeFirst() else { return }
            drops.count(isNewest ? .gopTooLarge : .packetRingFull, gop.packets.count)
            if isNewest { contents.refusal = .gopTooLarge }
        }
    }

    private struct Contents: Sendable {
        var gops = GOPQueue<Packet>()

        /// Why a packet that is no keyframe cannot be taken; nil where it belongs to the newest GOP.
        var refusal: DropCause? = .awaitingKeyframe
    }
}

private struct GOP<Packet: EncodedPacket>: Sendable {
    var packets: [Packet]
    var byteCount: Int

    var start: Double { packets.first?.seconds ?? 0 }
    var end: Double { packets.last?.seconds ?? 0 }

    init(_ keyframe: Packet) {
        packets = [keyframe]
        byteCount = keyframe.byteCount
    }
}

/// First in, first out, in constant time a packet: a GOP's memory goes as it leaves, its slot when half of them are
/// empty.
private struct GOPQueue<Packet: EncodedPacket>: Sendable {
    private var slots: [GOP<Packet>?] = []
    private var first = 0
    private(set) var byteCount = 0

    var count: Int { slots.count - first }

    func flatMap<Element>(_ transform: (GOP<Packet>) -> [Element]) -> [Element] {
        slots[first...].flatMap { $0.map(transform) ?? [] }
    }

    mutating func append(_ gop: GOP<Packet>) {
        slots.append(gop)
        byteCount += gop.byteCount
    }

    mutating func extendLast(with packet: Packet) {
        guard count > 0 else { return }
        slots[slots.count - 1]?.packets.append(packet)
        slots[slots.count - 1]?.byteCount += packet.byteCount
        byteCount += packet.byteCount
    }

    /// Removes the oldest GOPs as long as those that stay span `seconds`.
    mutating func removeFirst(spanning seconds: Double) {
        while count > 1, let second = slots[first + 1], let newest = slots[slots.count - 1],
            newest.end - second.start >= seconds
        {
            _ = removeFirst()
        }
    }

    mutating func removeFirst() -> GOP<Packet>? {
        guard count > 0, let gop = slots[first] else { return nil }
        slots[first] = nil
        first += 1
        byteCount -= gop.byteCount
        if first * 2 >= slots.count {
            slots.removeFirst(first)
            first = 0
        }
        return gop
    }
}
