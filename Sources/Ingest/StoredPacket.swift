import CFFmpeg
import Frames

/// A packet that outlives the read loop. It shares its bytes with whoever else has it; nobody writes them.
///
/// `@unchecked Sendable` is true because nothing changes after `init`, and FFmpeg counts references atomically.
@safe package final class StoredPacket: EncodedPacket, @unchecked Sendable {
    package var seconds: Double { arrival.seconds }
    package var isKeyframe: Bool { kind == .keyframe }
    package let kind: PacketKind
    package let byteCount: Int
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

    /// A copy of the encoded bytes, for whoever writes them out.
    package var bytes: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: pointer.pointee.data, count: Int(pointer.pointee.size)))
    }

    /// About what `AVPacket`, its buffer references and this object take besides the bytes.
    private static let bookkeeping = 512
}
