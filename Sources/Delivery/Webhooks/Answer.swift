import Glibc

/// How much of an answer has come; its text is not kept.
///
/// Both parts are bounded, so that a receiver which never ends them is cut off by size as well as by time.
final class Answer {
    private static let limit = 64 << 10

    /// The empty line after the headers was seen, and no status line since.
    private(set) var headIsComplete = false
    private var headBytes = 0
    private var bodyBytes = 0

    /// libcurl hands over one header line a call, the status line and the empty one included.
    ///
    /// - Returns: `count`, or 0 to end the transfer.
    func receiveHead(_ line: UnsafePointer<CChar>?, _ count: Int) -> Int {
        headBytes += count
        guard headBytes <= Self.limit, count > 0, let line else { return 0 }
        // An interim answer (1xx) has an empty line of its own, after which a status line begins anew; trailers have none.
        if strncmp(line, "HTTP/", min(count, 5)) == 0 { headIsComplete = false }
        if line[0] == CChar(UInt8(ascii: "\r")) || line[0] == CChar(UInt8(ascii: "\n")) {
            headIsComplete = true
        }
        return count
    }

    func receiveBody(_ count: Int) -> Int {
        bodyBytes += count
        return bodyBytes <= Self.limit ? count : 0
    }

    /// The object that libcurl passes back to its callbacks; ``HTTPTransport`` keeps it alive meanwhile.
    static func from(_ context: UnsafeMutableRawPointer?) -> Answer {
        guard let context else { preconditionFailure("libcurl called back without its context") }
        return Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
    }
}
