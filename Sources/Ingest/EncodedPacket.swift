/// What a ``PacketBacklog`` needs to know of an encoded packet.
package protocol EncodedPacket: Sendable {
    /// Decoding time since the connection's start.
    var seconds: Double { get }

    /// What the packet costs in memory, bookkeeping included.
    var byteCount: Int { get }

    /// Whether decoding can start here.
    var isKeyframe: Bool { get }
}
