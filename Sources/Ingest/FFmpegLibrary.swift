import CFFmpeg
import Synchronization

/// What holds for FFmpeg's libraries in the whole process.
package enum FFmpegLibrary {
    /// Warnings and errors that the libraries wanted to print. They are counted and kept from standard error, because
    /// some of them quote URLs with their credentials.
    package static var complaints: Int { complaintCount.load(ordering: .relaxed) }

    /// Such as `libavformat 59.27.100, libavcodec 59.37.100`.
    package static var versions: String {
        let libraries = [("libavformat", avformat_version()), ("libavcodec", avcodec_version())]
        return libraries.map { "\($0) \($1 >> 16).\($1 >> 8 & 255).\($1 & 255)" }.joined(separator: ", ")
    }

    /// Done once, before anything else is asked of the libraries.
    static let prepared: Void = {
        unsafe av_log_set_callback { _, level, _, _ in
            if level <= AV_LOG_WARNING { complaintCount.wrappingAdd(1, ordering: .relaxed) }
        }
        av_max_alloc(largestAllocation)
        avformat_network_init()
        vedette_return_large_blocks()
    }()

    /// No single allocation inside the libraries is larger: an 8K picture of 10 bits in 4:4:4 takes 200 MB, a header
    /// that claims more is an attack or damage.
    private static let largestAllocation = 256 << 20

    private static let complaintCount = Atomic(0)
}
