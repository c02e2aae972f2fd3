/// Why a stream could not be opened or read on: what was tried, what came back, and where; never a credential.
package struct MediaError: Error, Hashable, Sendable {
    /// What a person or a retry policy does about it.
    package enum Cause: Hashable, Sendable {
        /// The address is empty or of a scheme that is not read.
        case badAddress
        /// The name does not resolve.
        case unknownHost
        /// Nothing answers at the address: refused, no route, reset.
        case unreachable
        /// The peer, or the file's permissions, want other credentials (401, 403).
        case unauthorized
        /// There is no such file, or the server has no such stream (404).
        case notFound
        /// What came is no video that is read here: HTML, text, an unknown container.
        case notMedia
        /// A container without a video stream.
        case noVideo
        /// FFmpeg, as built on this machine, has no decoder for it.
        case unknownCodec
        /// A deadline passed while the peer was silent or too slow.
        case timedOut
        /// The stream came to its end, or the peer hung up.
        case ended
        /// Packets come, but no picture can be decoded from them.
        case undecodable
        /// Whoever runs the stream asked for its end.
        case stopped
        /// What FFmpeg says, and nothing wiser.
        case other
    }

    package enum Operation: String, Hashable, Sendable {
        case resolve = "looking up the host"
        case open = "opening"
        case probe = "reading the stream's description"
        case openDecoder = "opening the decoder"
        case read = "reading"
        case decode = "decoding"
        case convert = "converting a picture"
    }

    package let operation: Operation
    package let cause: Cause

    /// FFmpeg's negative code (`AVERROR`); 0 where the error is not FFmpeg's.
    package let code: Int32

    /// What happened, and where it helps, what to do; without the place.
    package let text: String

    /// The camera's address, redacted, or the file.
    package let place: String

    package init(_ operation: Operation, _ cause: Cause, code: Int32 = 0, text: String, place: String) {
        self.operation = operation
        self.cause = cause
        self.code = code
        self.text = text
        self.place = place
    }

    init(badAddress redacted: String, scheme: String) {
        let allowed = "rtsp://, rtsps://, http://, https:// or the path of a file"
        let text = scheme.isEmpty ? "the address is empty" : "not an address that can be read"
        self.init(.open, .badAddress, text: "\(text); allowed are \(allowed)", place: redacted)
    }
}

extension MediaError: CustomStringConvertible {
    package var description: String { "\(place): \(operation.rawValue): \(text)" }
}
