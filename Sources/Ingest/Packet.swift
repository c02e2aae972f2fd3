import CFFmpeg

/// Owns an `AVPacket` that is filled again and again.
@safe struct Packet: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    static func allocate(at place: String) throws(MediaError) -> Packet {
        guard let pointer = unsafe av_packet_alloc() else { throw MediaError(outOfMemoryAt: place) }
        return unsafe Packet(adopting: pointer)
    }

    private init(adopting pointer: UnsafeMutablePointer<AVPacket>) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVPacket>? = unsafe pointer
        unsafe av_packet_free(&pointer)
    }

    var isKeyframe: Bool { unsafe pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    var isCorrupt: Bool { unsafe pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }
    var byteCount: Int { unsafe Int(pointer.pointee.size) }
    var streamIndex: Int32 { unsafe pointer.pointee.stream_index }
    var pts: Int64? { unsafe timestamp(pointer.pointee.pts) }
    var dts: Int64? { unsafe timestamp(pointer.pointee.dts) }

    /// Lets go of the content, keeps the shell.
    func clear() {
        unsafe av_packet_unref(pointer)
    }

    /// When the camera's clock says that the packet was made, as its last RTCP sender report has it.
    var producerTime: Int64? {
        var size = 0
        guard let data = unsafe av_packet_get_side_data(pointer, AV_PKT_DATA_PRFT, &size),
            size >= MemoryLayout<AVProducerReferenceTime>.size
        else { return nil }
        return unsafe UnsafeRawPointer(data).loadUnaligned(as: AVProducerReferenceTime.self).wallclock
    }
}

/// FFmpeg's way to say "none" of a timestamp, as Swift's.
func timestamp(_ ticks: Int64) -> Int64? {
    ticks == vedette_no_timestamp ? nil : ticks
}

extension MediaError {
    init(outOfMemoryAt place: String) {
        self.init(.open, .other, text: "out of memory", place: place)
    }
}
