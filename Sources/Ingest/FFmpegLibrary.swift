import CFFmpeg

/// What holds for FFmpeg's libraries in the whole process.
package enum FFmpegLibrary {
    /// Such as `libavformat 59.27.100, libavcodec 59.37.100`.
    package static var versions: String {
        let libraries = [("libavformat", avformat_version()), ("libavcodec", avcodec_version())]
        return libraries.map { "\($0) \($1 >> 16).\($1 >> 8 & 255).\($1 & 255)" }.joined(separator: ", ")
    }

    /// Done once, before anything else is asked of the libraries.
    static let prepared: Void = {
        // Nothing of theirs is printed: some warnings quote URLs with their credentials.
        unsafe av_log_set_callback { _, _, _, _ in }
        av_max_alloc(largestAllocation)
        avformat_network_init()
        vedette_return_large_blocks()
    }()

    /// No single allocation inside the libraries is larger: an 8K picture of 10 bits in 4:4:4 takes 200 MB, a header
    /// that claims more is an attack or damage.
    private static let largestAllocation = 256 << 20
}
