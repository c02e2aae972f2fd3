import CFFmpeg
import Frames

/// Turns pictures of one size into packets of one codec. Owns the codec's context, a picture in its format and the
/// conversion into it.
@safe struct Encoder: ~Copyable {
    struct Options {
        var codec: AVCodecID
        var width: Int
        var height: Int

        /// In units of the codec's own scale, better the lower; nil where it has none.
        var quantizer: Int?

        /// Ticks a second of ``encode(_:at:_:)``'s times.
        var ticks: Int32 = 1

        /// Whether headers go beside the packets, as some containers have it.
        var hasGlobalHeader = false
    }

    let context: UnsafeMutablePointer<AVCodecContext>
    private let frame: UnsafeMutablePointer<AVFrame>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let conversion: PixelConversion

    static func open(_ options: Options) throws(PictureError) -> Encoder {
        guard let codec = unsafe avcodec_find_encoder(options.codec) else {
            throw .refused(by: "libavcodec", "it was built without the encoder that this needs")
        }
        let format = unsafe codec.pixelFormat
        let conversion = try PixelConversion.open(
            from: .init(width: options.width, height: options.height, format: vedette_native_rgb),
            to: .init(width: options.width, height: options.height, format: format.plain, colour: format.colour))
        var (context, frame, packet) = unsafe (avcodec_alloc_context3(codec), av_frame_alloc(), av_packet_alloc())
        guard let context = unsafe context, let frame = unsafe frame, let packet = unsafe packet else {
            unsafe avcodec_free_context(&context)
            unsafe av_frame_free(&frame)
            unsafe av_packet_free(&packet)
            throw .outOfMemory
        }
        // From here on the encoder frees them, however this ends.
        let encoder = unsafe Encoder(adopting: context, frame, packet, conversion)
        unsafe context.set(options, format)
        try check(unsafe avcodec_open2(context, codec, nil))
        unsafe frame.pointee.format = format.rawValue
        unsafe frame.pointee.width = Int32(options.width)
        unsafe frame.pointee.height = Int32(options.height)
        unsafe frame.pointee.quality = context.pointee.global_quality
        return encoder
    }

    private init(
        adopting context: UnsafeMutablePointer<AVCodecContext>, _ frame: UnsafeMutablePointer<AVFrame>,
        _ packet: UnsafeMutablePointer<AVPacket>, _ conversion: consuming PixelConversion
    ) {
        unsafe self.context = unsafe context
        unsafe self.frame = unsafe frame
        unsafe self.packet = unsafe packet
        self.conversion = conversion
    }

    deinit {
        var (context, frame, packet) = unsafe (Optional(context), Optional(frame), Optional(packet))
        unsafe avcodec_free_context(&context)
        unsafe av_frame_free(&frame)
        unsafe av_packet_free(&packet)
    }

    /// Encodes a picture of the size that the encoder was opened for; calls `use` with each packet that is ready.
    func encode(
        _ picture: Picture, at ticks: Int64 = 0, _ use: (UnsafeMutablePointer<AVPacket>) throws(PictureError) -> Void
    ) throws(PictureError) {
        // The encoder may still read the last picture: this one gets a buffer of its own.
        unsafe av_buffer_unref(&frame.pointee.buf.0)
        unsafe av_buffer_unref(&frame.pointee.buf.1)
        unsafe av_buffer_unref(&frame.pointee.buf.2)
        try Self.check(unsafe av_frame_get_buffer(frame, 0))
        var picture = picture
        let width = picture.width
        unsafe try picture.withPixels { pixels throws(PictureError) in
            let source = unsafe (base: UnsafePointer(pixels), stride: 4 * width)
            unsafe try conversion.run(from: [source], to: planes)
        }
        unsafe frame.pointee.pts = ticks
        try Self.check(unsafe avcodec_send_frame(context, frame))
        unsafe try receive(use)
    }

    /// What the codec held back.
    func finish(_ use: (UnsafeMutablePointer<AVPacket>) throws(PictureError) -> Void) throws(PictureError) {
        try Self.check(unsafe avcodec_send_frame(context, nil))
        unsafe try receive(use)
    }

    private func receive(
        _ use: (UnsafeMutablePointer<AVPacket>) throws(PictureError) -> Void
    ) throws(PictureError) {
        while true {
            let code = unsafe avcodec_receive_packet(context, packet)
            if code == vedette_error(EAGAIN) || code == vedette_error_end_of_file { return }
            try Self.check(code)
            unsafe try use(packet)
            unsafe av_packet_unref(packet)
        }
    }

    private var planes: [(base: UnsafeMutablePointer<UInt8>, stride: Int)] {
        let (data, strides) = unsafe (frame.pointee.data, frame.pointee.linesize)
        let all = unsafe [(data.0, strides.0), (data.1, strides.1), (data.2, strides.2)]
        return unsafe all.compactMap { base, stride in unsafe base.map { unsafe ($0, Int(stride)) } }
    }

    private static func check(_ code: Int32) throws(PictureError) {
        if code < 0 { throw .ffmpeg("libavcodec", code) }
    }
}

extension UnsafePointer<AVCodec> {
    /// One that each of these encoders takes, and all viewers and players read.
    fileprivate var pixelFormat: AVPixelFormat {
        switch unsafe pointee.id {
        case AV_CODEC_ID_MJPEG: AV_PIX_FMT_YUVJ420P
        case AV_CODEC_ID_PNG: AV_PIX_FMT_RGB24
        default: AV_PIX_FMT_YUV420P
        }
    }
}

extension UnsafeMutablePointer<AVCodecContext> {
    fileprivate func set(_ options: Encoder.Options, _ format: AVPixelFormat) {
        unsafe pointee.width = Int32(options.width)
        unsafe pointee.height = Int32(options.height)
        unsafe pointee.pix_fmt = format
        unsafe pointee.time_base = AVRational(num: 1, den: options.ticks)
        // The caller's thread does the work: a daemon's cores belong to its cameras.
        unsafe pointee.thread_count = 1
        // Packets then leave in the order of their pictures.
        unsafe pointee.max_b_frames = 0
        if format == AV_PIX_FMT_YUV420P { unsafe pointee.colorspace = AVCOL_SPC_SMPTE170M }
        if options.hasGlobalHeader { unsafe pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
        if let quantizer = options.quantizer {
            unsafe pointee.flags |= AV_CODEC_FLAG_QSCALE
            unsafe pointee.global_quality = Int32(quantizer) * FF_QP2LAMBDA
        }
    }
}

extension AVPixelFormat {
    /// swscale wants the range said apart, and complains of formats that imply one.
    fileprivate var plain: AVPixelFormat { self == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : self }

    /// JPEG is BT.601 in full range (JFIF); video is in limited range.
    fileprivate var colour: ColourSpace { ColourSpace(matrix: .bt601, fullRange: self != AV_PIX_FMT_YUV420P) }
}
