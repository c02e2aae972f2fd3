import CFFmpeg

/// A packet that outlives the read loop. It shares its bytes with whoever else has it; nobody writes them.
///
/// `@unchecked Sendable` is true because nothing changes after `init`, and FFmpeg counts references atomically.
@safe final class StoredPacket: EncodedPacket, @unchecked Sendable {
    var seconds: Double { arrival.seconds }
    var isKeyframe: Bool { kind == .keyframe }
    let kind: PacketKind
    let byteCount: Int
    let arrival: Arrival

    /// Seconds from the packet before to this one.
    let step: Double
    let pointer: UnsafeMutablePointer<AVPacket>

    /// Nil where memory is short.
    init?(sharing packet: borrowing Packet, of stream: VideoStream, arrival: Arrival, step: Double) {
        guard let clone = unsafe av_packet_clone(packet.pointer) else { return nil }
        unsafe pointer = unsafe clone
        self.arrival = arrival
        self.step = step
        self.kind = packet.kind(in: stream)
        self.byteCount = packet.byteCount + Self.bookkeeping
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVPacket>? = unsafe pointer
        unsafe av_packet_free(&pointer)
    }

    var pts: Int64? { unsafe timestamp(pointer.pointee.pts) }

    /// About what `AVPacket`, its buffer references and this object take besides the bytes.
    private static let bookkeeping = 512
}
