import CFFmpeg
import Glibc

extension MediaError {
    /// What a code of FFmpeg means; the only place where such codes are told apart.
    init(_ operation: Operation, code: Int32, place: String) {
        // A container that is not on the list of those allowed.
        let known = operation == .open && code == vedette_error(EINVAL) ? vedette_error_invalid_data : code
        let (cause, advice) = Self.meaning(of: known)
        let text = advice ?? Self.ffmpegText(of: code)
        self.init(operation, cause, code: code, text: text, place: place)
    }

    /// What a call that failed has failed of: whatever FFmpeg makes of being interrupted, that reason is ours.
    init(_ operation: Operation, code: Int32, interrupt: Interrupt, source: SourceURL) {
        if interrupt.mustEnd {
            self.init(operation, interrupt: interrupt, place: source.redacted)
        } else if source.kind == .rtsp && operation == .open && code == vedette_error_invalid_data {
            // A camera that is booting accepts and hangs up; FFmpeg calls the missing answer invalid data.
            let text = "the peer hung up, or does not speak RTSP"
            self.init(operation, .unreachable, code: code, text: text, place: source.redacted)
        } else {
            self.init(operation, code: code, place: source.redacted)
        }
    }

    /// A call that was stopped, or that had to end at its deadline.
    init(_ operation: Operation, interrupt: Interrupt, place: String) {
        if interrupt.isStopped {
            self.init(operation, .stopped, text: "stopped", place: place)
        } else {
            self.init(operation, .timedOut, text: "no answer within \(interrupt.allowed)", place: place)
        }
    }

    private static func meaning(of code: Int32) -> (Cause, String?) {
        switch code {
        case vedette_error_http_unauthorized:
            (.unauthorized, "401 unauthorized: check the user and the password")
        case vedette_error_http_forbidden:
            (.unauthorized, "403 forbidden: this user may not see the stream")
        case vedette_error_http_not_found:
            (.notFound, "404 not found: check the path in the address")
        case vedette_error_http_bad_request, vedette_error_http_other_4xx:
            (.other, "the camera refused the request (4xx): check the path, the transport and the number of viewers")
        case vedette_error_http_server_error:
            (.other, "the camera reports an error of its own (5xx)")
        case vedette_error_invalid_data, vedette_error_demuxer_not_found:
            (.notMedia, "what is there is no video stream that can be read")
        case vedette_error_stream_not_found:
            (.noVideo, "there is no video stream in it")
        case vedette_error_decoder_not_found:
            (.unknownCodec, "FFmpeg on this machine has no decoder for its codec")
        case vedette_error_end_of_file:
            (.ended, "the stream ended")
        default: systemMeaning(of: -code)
        }
    }

    private static func systemMeaning(of code: Int32) -> (Cause, String?) {
        switch code {
        case ENOENT: (.notFound, "no such file")
        case EACCES, EPERM: (.unauthorized, "no permission to read it")
        case ECONNREFUSED: (.unreachable, "connection refused: is the camera on, is the port right?")
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: (.unreachable, "no route to the host")
        case ECONNRESET, EPIPE, ECONNABORTED, EIO: (.unreachable, "the peer closed the connection")
        case ETIMEDOUT: (.timedOut, "no answer in time")
        default: (.other, nil)
        }
    }

    /// FFmpeg's own words for a code: constants of the library, without names or addresses in them.
    private static func ffmpegText(of code: Int32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_ERROR_MAX_STRING_SIZE)) { buffer in
            unsafe av_strerror(code, buffer.baseAddress, buffer.count)
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? "error \(code)"
        }
    }
}
