import CFFmpeg

/// A look at the `AVStream` that is watched; valid as long as the ``FormatContext`` it came from.
@safe struct VideoStream {
    private let stream: UnsafeMutablePointer<AVStream>
    private let format: UnsafeMutablePointer<AVFormatContext>

    init(stream: UnsafeMutablePointer<AVStream>, format: UnsafeMutablePointer<AVFormatContext>) {
        unsafe self.stream = unsafe stream
        unsafe self.format = unsafe format
    }

    var index: Int32 { unsafe stream.pointee.index }
    var parameters: UnsafeMutablePointer<AVCodecParameters> { unsafe stream.pointee.codecpar }
    var codec: AVCodecID { unsafe parameters.pointee.codec_id }

    /// Seconds a tick; 0 where the stream has no sensible one.
    var secondsPerTick: Double { unsafe stream.pointee.time_base.value ?? 0 }

    var wrapBits: Int { unsafe Int(stream.pointee.pts_wrap_bits) }

    var framesPerSecond: Double? {
        unsafe [stream.pointee.avg_frame_rate, stream.pointee.r_frame_rate].compactMap(\.value).first {
            $0 > 0 && $0 <= 1000
        }
    }

    /// Whether units within packets have their length before them: the stream's header is ISO/IEC 14496-15's, which begins
    /// with its version, 1, where a start code begins with 0.
    var hasLengthPrefixes: Bool {
        unsafe parameters.pointee.extradata_size > 6 && parameters.pointee.extradata[0] == 1
    }

    /// Whether every picture stands alone, as in MJPEG.
    var isIntraOnly: Bool {
        guard let descriptor = unsafe avcodec_descriptor_get(codec) else { return false }
        return unsafe descriptor.pointee.props & vedette_intra_only != 0
    }

    /// What is known before the first picture.
    var info: StreamInfo {
        let codec = unsafe parameters.pointee
        let profile = unsafe avcodec_profile_name(codec.codec_id, codec.profile).map { unsafe String(cString: $0) }
        let container = unsafe format.pointee.iformat.pointee.name.map { unsafe String(cString: $0) } ?? ""
        let bitRate = unsafe codec.bit_rate > 0 ? codec.bit_rate : format.pointee.bit_rate
        return unsafe StreamInfo(
            container: container, codec: String(cString: avcodec_get_name(codec.codec_id)), profile: profile,
            width: Int(codec.width), height: Int(codec.height), framesPerSecond: framesPerSecond,
            pixelFormat: AVPixelFormat(codec.format).name, colour: nil, seconds: seconds,
            bitsPerSecond: bitRate > 0 ? Int(bitRate) : nil, decoder: "", hardware: nil)
    }

    private var seconds: Double? {
        let ticks = unsafe format.pointee.duration
        return ticks > 0 ? Double(ticks) / Double(vedette_ticks_a_second) : nil
    }
}

extension AVRational {
    var value: Double? { den != 0 ? Double(num) / Double(den) : nil }
}

extension AVPixelFormat {
    var name: String? { unsafe av_get_pix_fmt_name(self).map { unsafe String(cString: $0) } }
}
