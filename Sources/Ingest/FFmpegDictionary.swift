import CFFmpeg

/// Owns an `AVDictionary` of options.
@safe struct FFmpegDictionary: ~Copyable {
    var pointer: OpaquePointer?

    init() {}

    deinit {
        var pointer = unsafe pointer
        unsafe av_dict_free(&pointer)
    }

    /// What `avformat_open_input` is told of a source.
    ///
    /// The lists keep a hostile peer or file from leading FFmpeg elsewhere: a playlist behind a camera's URL cannot name
    /// `file:///etc/passwd`, and text is not taken for ANSI art.
    static func opening(_ source: SourceURL, _ options: SourceOptions) -> FFmpegDictionary {
        var settings = FFmpegDictionary()
        switch source.kind {
        case .file:
            settings.set("protocol_whitelist", "file")
            settings.set("format_whitelist", containers + ",image2")
            // A picture's name is a name, never a pattern of other names.
            settings.set("pattern_type", "none")
        case .http:
            settings.set("protocol_whitelist", "http,https,tcp,tls,crypto")
            settings.set("format_whitelist", containers + ",hls")
            settings.set("user_agent", agent)
            settings.setLive(source, options)
        case .rtsp:
            settings.set("protocol_whitelist", "rtsp,rtsps,rtp,rtcp,srtp,udp,tcp,tls,crypto")
            settings.set("rtsp_transport", options.transport.rawValue)
            settings.set("allowed_media_types", "video")
            settings.set("user_agent", agent)
            // A keyframe of a 4K camera comes as a burst of several hundred packets.
            settings.set("buffer_size", "2097152")
            settings.setLive(source, options)
        }
        return settings
    }

    private mutating func setLive(_ source: SourceURL, _ options: SourceOptions) {
        let (seconds, attoseconds) = options.deadlines.read.components
        set("timeout", String(seconds * vedette_ticks_a_second + attoseconds / 1_000_000_000_000))
        // Time to the first picture: the decoder learns the rest from the stream itself. RTSP's description names codec
        // and often size; a transport stream over HTTP begins with nothing.
        set("analyzeduration", source.kind == .rtsp ? "50000" : "1000000")
        set("fpsprobesize", "2")
    }

    private mutating func set(_ key: String, _ value: String) {
        unsafe av_dict_set(&pointer, key, value, 0)
    }

    private static let agent = "vedette"

    private static let containers = """
        3g2,3gp,asf,av1,avi,bmp_pipe,dhav,dv,flv,gif,h264,hevc,ivf,jpeg_pipe,kux,live_flv,m4a,m4v,matroska,mj2,mjpeg,\
        mjpeg_2000,mov,mp4,mpeg,mpegts,mpegvideo,mpjpeg,mxf,nut,obu,ogg,png_pipe,smjpeg,webm,webp_pipe,wtv,\
        yuv4mpegpipe
        """
}
