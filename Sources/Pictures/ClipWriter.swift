import CFFmpeg

/// Pictures as a clip that people can play: MP4 with H.264 where FFmpeg was built with an encoder for it, else MPEG-4.
///
/// The file is whole once ``finish()`` has returned. Owns the muxer and the encoder.
@safe package struct ClipWriter: ~Copyable {
    private let muxer: UnsafeMutablePointer<AVFormatContext>
    private let stream: UnsafeMutablePointer<AVStream>
    private let encoder: Encoder
    private let size: (width: Int, height: Int)
    private var last: Int64 = -1

    /// Ticks a second; the usual clock of video.
    private static let ticks: Int32 = 90_000

    /// - Parameters:
    ///   - path: a file there is overwritten.
    ///   - width: of all pictures, pixels, even; likewise `height`.
    /// - Throws: ``PictureError`` for an odd side, a codec that is missing, a file that cannot be made.
    package static func open(path: String, width: Int, height: Int) throws(PictureError) -> ClipWriter {
        guard width % 2 == 0, height % 2 == 0 else {
            throw .refused(by: "MP4", "its sides are even, and \(width)×\(height) is not")
        }
        var muxer: UnsafeMutablePointer<AVFormatContext>?
        try check(unsafe avformat_alloc_output_context2(&muxer, nil, "mp4", path))
        guard let muxer = unsafe muxer, let stream = unsafe avformat_new_stream(muxer, nil) else {
            unsafe avformat_free_context(muxer)
            throw .outOfMemory
        }
        let encoder: Encoder
        do throws(PictureError) {
            encoder = try Encoder.open(.clip(width: width, height: height, ticks: ticks))
        } catch {
            unsafe avformat_free_context(muxer)
            throw error
        }
        // From here on the writer frees the muxer, however this ends.
        let writer = unsafe ClipWriter(adopting: muxer, stream, encoder, (width, height))
        try check(unsafe avcodec_parameters_from_context(stream.pointee.codecpar, writer.encoder.context))
        try check(unsafe avio_open(&muxer.pointee.pb, path, AVIO_FLAG_WRITE))
        try check(unsafe avformat_write_header(muxer, nil))
        return writer
    }

    private init(
        adopting muxer: UnsafeMutablePointer<AVFormatContext>, _ stream: UnsafeMutablePointer<AVStream>,
        _ encoder: consuming Encoder, _ size: (width: Int, height: Int)
    ) {
        unsafe self.muxer = unsafe muxer
        unsafe self.stream = unsafe stream
        self.encoder = encoder
        self.size = size
    }

    deinit {
        unsafe avio_closep(&muxer.pointee.pb)
        unsafe avformat_free_context(muxer)
    }

    /// - Parameter seconds: when it is shown, from the clip's start; a step back is taken to be the next tick.
    package mutating func add(_ picture: Picture, at seconds: Double) throws(PictureError) {
        guard picture.width == size.width, picture.height == size.height else {
            throw .refused(
                by: "MP4", "a picture of \(picture.width)×\(picture.height) in a clip of \(size.width)×\(size.height)")
        }
        let ticks = Int64(exactly: (seconds * Double(Self.ticks)).rounded()) ?? 0
        last = max(ticks, last + 1)
        try unsafe encoder.encode(picture, at: last) { packet throws(PictureError) in unsafe try write(packet) }
    }

    /// Writes what the encoder held back and the file's index.
    package consuming func finish() throws(PictureError) {
        try unsafe encoder.finish { packet throws(PictureError) in unsafe try write(packet) }
        try Self.check(unsafe av_write_trailer(muxer))
    }

    private func write(_ packet: UnsafeMutablePointer<AVPacket>) throws(PictureError) {
        unsafe packet.pointee.stream_index = stream.pointee.index
        unsafe av_packet_rescale_ts(packet, AVRational(num: 1, den: Self.ticks), stream.pointee.time_base)
        try Self.check(unsafe av_interleaved_write_frame(muxer, packet))
    }

    private static func check(_ code: Int32) throws(PictureError) {
        if code < 0 { throw .ffmpeg("libavformat", code) }
    }
}

extension Encoder.Options {
    fileprivate static func clip(width: Int, height: Int, ticks: Int32) -> Encoder.Options {
        let hasH264 = unsafe avcodec_find_encoder(AV_CODEC_ID_H264) != nil
        // Of MPEG-4's scale, 1 to 31; H.264 has a rate control of its own.
        return Encoder.Options(
            codec: hasH264 ? AV_CODEC_ID_H264 : AV_CODEC_ID_MPEG4, width: width, height: height,
            quantizer: hasH264 ? nil : 4, ticks: ticks, hasGlobalHeader: true)
    }
}
