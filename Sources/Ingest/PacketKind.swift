import CFFmpeg

/// What a packet's size is compared with: others of its kind.
package enum PacketKind: Int, CaseIterable, Hashable, Sendable {
    /// Decoding can start here.
    case keyframe

    /// Later pictures build upon it.
    case reference

    /// No other picture builds upon it: most B-frames, and every second P-frame of some cameras. Cheaper by far.
    case disposable
}

extension Packet {
    /// By the demuxer's flags, and for H.264 and H.265 by the header of its first slice.
    func kind(in stream: VideoStream) -> PacketKind {
        if isKeyframe { return .keyframe }
        if unsafe pointer.pointee.flags & AV_PKT_FLAG_DISPOSABLE != 0 { return .disposable }
        guard let data = unsafe pointer.pointee.data else { return .reference }
        let bytes = unsafe UnsafeBufferPointer(start: data, count: byteCount)
        let units = unsafe NALUnits(bytes, hasLengths: stream.hasLengthPrefixes)
        return units.isDisposable(stream.codec) ? .disposable : .reference
    }
}

/// The headers of a packet's network abstraction layer units, with start codes (ITU-T H.264, annex B) or lengths of four
/// bytes (ISO/IEC 14496-15) before them.
@safe struct NALUnits {
    /// Parameter sets and messages come before the first slice; more of them than this are not looked through.
    private static let most = 8

    private let bytes: UnsafeBufferPointer<UInt8>
    private let hasLengths: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>, hasLengths: Bool) {
        unsafe self.bytes = unsafe bytes
        self.hasLengths = hasLengths
    }

    /// Whether the first slice says that no picture refers to it; false where no slice is found.
    func isDisposable(_ codec: AVCodecID) -> Bool {
        guard codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC else { return false }
        var place = 0
        for _ in 0..<Self.most {
            guard let header = hasLengths ? headerAfterLength(&place) : headerAfterStartCode(&place) else {
                return false
            }
            if codec == AV_CODEC_ID_H264 {
                // ITU-T H.264, 7.3.1: nal_ref_idc in two bits, nal_unit_type in five; 1 to 5 are slices.
                if (1...5).contains(header & 31) { return header & 0x60 == 0 }
            } else if header >> 1 & 63 < 32 {
                // ITU-T H.265, table 7-1: of the types below 16, the even ones are no references within their sub-layer.
                return header >> 1 & 63 < 16 && header >> 1 & 1 == 0
            }
        }
        return false
    }

    private func headerAfterLength(_ place: inout Int) -> UInt8? {
        let start = place + 4
        guard unsafe start < bytes.count else { return nil }
        let length = unsafe bytes[place..<start].reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, unsafe length <= bytes.count - start else { return nil }
        place = start + length
        return unsafe bytes[start]
    }

    private func headerAfterStartCode(_ place: inout Int) -> UInt8? {
        var zeros = 0
        while unsafe place < bytes.count - 1 {
            let byte = unsafe bytes[place]
            place += 1
            if byte == 1 && zeros >= 2 { return unsafe bytes[place] }
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return nil
    }
}
