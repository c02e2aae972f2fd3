import CFFmpeg
import Glibc

/// Owns an `AVFormatContext`: one opened file or one connection to a camera, closed when it goes out of scope.
///
/// Each of its calls blocks until it is done, its deadline has passed, or the camera is stopped.
@safe struct FormatContext: ~Copyable {
    private let pointer: UnsafeMutablePointer<AVFormatContext>
    private let interrupt: Interrupt
    private let source: SourceURL
    private let deadlines: SourceOptions.Deadlines

    /// - Throws: ``MediaError``; see ``MediaError/Cause`` for what is told apart.
    static func open(
        _ source: SourceURL, options: SourceOptions, interrupt: Interrupt
    ) throws(MediaError) -> FormatContext {
        FFmpegLibrary.prepared
        if let path = source.path { try checkRegularFile(path, place: source.redacted) }
        interrupt.arm(options.deadlines.open)
        try HostLookup.check(source, interrupt: interrupt)
        guard let context = unsafe avformat_alloc_context() else { throw MediaError(outOfMemoryAt: source.redacted) }
        unsafe context.pointee.interrupt_callback = interrupt.callback
        var settings = FFmpegDictionary.opening(source, options)
        var opened: UnsafeMutablePointer<AVFormatContext>? = unsafe context
        let code = unsafe avformat_open_input(&opened, source.address, nil, &settings.pointer)
        guard code >= 0, let opened = unsafe opened else {
            throw MediaError(.open, code: code, interrupt: interrupt, source: source)
        }
        let format = unsafe FormatContext(
            adopting: opened, interrupt: interrupt, source: source, deadlines: options.deadlines)
        try format.probe()
        return format
    }

    private init(
        adopting pointer: UnsafeMutablePointer<AVFormatContext>, interrupt: Interrupt, source: SourceURL,
        deadlines: SourceOptions.Deadlines
    ) {
        unsafe self.pointer = unsafe pointer
        self.interrupt = interrupt
        self.source = source
        self.deadlines = deadlines
    }

    deinit {
        interrupt.armClosing(deadlines.close)
        var pointer: UnsafeMutablePointer<AVFormatContext>? = unsafe pointer
        unsafe avformat_close_input(&pointer)
    }

    /// The stream that is watched; all others are told to be thrown away unread.
    func videoStream() throws(MediaError) -> VideoStream {
        let index = unsafe av_find_best_stream(pointer, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        guard index >= 0 else { throw MediaError(.probe, code: index, place: source.redacted) }
        var video: VideoStream?
        for position in 0..<Int(unsafe pointer.pointee.nb_streams) {
            guard let stream = unsafe pointer.pointee.streams[position] else { continue }
            let isWatched = position == Int(index)
            unsafe stream.pointee.discard = isWatched ? AVDISCARD_DEFAULT : AVDISCARD_ALL
            if isWatched { video = unsafe VideoStream(stream: stream, format: pointer) }
        }
        guard let video else {
            throw MediaError(.probe, .noVideo, text: "there is no video stream in it", place: source.redacted)
        }
        return video
    }

    /// Reads the next packet of the stream with this index; false at the stream's end.
    ///
    /// The deadline stands from call to return: a peer that sends everything but video runs into it as well.
    func read(into packet: borrowing Packet, from index: Int32) throws(MediaError) -> Bool {
        interrupt.arm(deadlines.read)
        while true {
            packet.clear()
            let code = unsafe av_read_frame(pointer, packet.pointer)
            if code == vedette_error(EAGAIN) && !interrupt.mustEnd { continue }
            if code == vedette_error_end_of_file && !interrupt.mustEnd { return false }
            if code < 0 { throw MediaError(.read, code: code, interrupt: interrupt, source: source) }
            if packet.streamIndex == index { return true }
            if interrupt.mustEnd {
                throw MediaError(.read, interrupt: interrupt, place: source.redacted)
            }
        }
    }

    /// The wall clock at timestamp zero, in microseconds since 1970, once an RTCP sender report has told it.
    var startTime: Int64? {
        source.kind == .rtsp ? unsafe timestamp(pointer.pointee.start_time_realtime) : nil
    }

    private func probe() throws(MediaError) {
        let code = unsafe avformat_find_stream_info(pointer, nil)
        // What could not be learnt here the decoder learns from the first keyframe; only silence and an end are fatal.
        if interrupt.mustEnd || code < 0 {
            throw MediaError(.probe, code: code, interrupt: interrupt, source: source)
        }
    }

    /// A pipe would block where no deadline reaches, a directory has no sensible error.
    private static func checkRegularFile(_ path: String, place: String) throws(MediaError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw MediaError(.open, code: vedette_error(errno), place: place) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw MediaError(.open, .notMedia, text: "not a regular file", place: place)
        }
    }
}
