import CFFmpeg

extension Picture {
    /// As a JPEG file (JFIF, 4:2:0).
    ///
    /// - Parameter quality: 1 to 100, others are taken to the nearer end; 85 shows no faults at a glance.
    package func jpeg(quality: Int = 85) throws(PictureError) -> [UInt8] {
        // mjpeg's scale runs from 31, the worst, to 1.
        let share = Double(min(max(quality, 1), 100) - 1) / 99
        return try encoded(as: AV_CODEC_ID_MJPEG, quantizer: Int((31 - 30 * share).rounded()))
    }

    /// As a PNG file, without loss.
    package func png() throws(PictureError) -> [UInt8] {
        try encoded(as: AV_CODEC_ID_PNG, quantizer: nil)
    }

    private func encoded(as codec: AVCodecID, quantizer: Int?) throws(PictureError) -> [UInt8] {
        let encoder = try Encoder.open(.init(codec: codec, width: width, height: height, quantizer: quantizer))
        var bytes: [UInt8] = []
        func take(_ packet: UnsafeMutablePointer<AVPacket>) {
            unsafe bytes += UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size))
        }
        unsafe try encoder.encode(self) { packet throws(PictureError) in unsafe take(packet) }
        unsafe try encoder.finish { packet throws(PictureError) in unsafe take(packet) }
        return bytes
    }
}
