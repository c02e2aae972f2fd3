import Glibc
import Threads

/// Looks a camera's name up before FFmpeg does, because FFmpeg's own lookup blocks where no deadline reaches.
///
/// `getaddrinfo` cannot be interrupted: it runs on a thread of its own, which ends by itself when the system's resolver
/// gives up (after half a minute or so) and which nobody waits for beyond the deadline. FFmpeg then finds the name in a
/// resolver that has just answered.
enum HostLookup {
    /// - Throws: ``MediaError`` of cause `unknownHost`, `timedOut` or `stopped`.
    static func check(_ source: SourceURL, interrupt: Interrupt) throws(MediaError) {
        guard let host = source.host, !isNumeric(host), !(source.kind == .http && hasProxy) else { return }
        let answer = Monitor<Int32?>(nil)
        _ = BlockingThread(name: "name lookup") {
            let status = lookUp(host, flags: 0)
            answer.withLock { $0 = status }
        }
        while !interrupt.mustEnd {
            guard let status = answer.wait(for: .milliseconds(100), until: { $0 }) else { continue }
            if status == 0 { return }
            // Without the name: a password that was written unescaped may look like one.
            let text = "the host's name does not resolve (\(unsafe String(cString: gai_strerror(status))))"
            throw MediaError(.resolve, .unknownHost, text: text, place: source.redacted)
        }
        throw MediaError(.resolve, interrupt: interrupt, place: source.redacted)
    }

    private static func isNumeric(_ host: String) -> Bool {
        lookUp(host, flags: AI_NUMERICHOST) == 0
    }

    private static func lookUp(_ host: String, flags: Int32) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = flags
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, nil, &hints, &found)
        if status == 0 { unsafe freeaddrinfo(found) }
        return status
    }

    /// A proxy looks names up itself, maybe in a network that this machine does not see.
    private static var hasProxy: Bool {
        unsafe getenv("http_proxy") != nil
    }
}

extension SourceURL {
    /// The host that FFmpeg will connect to; nil for a file.
    fileprivate var host: String? {
        guard kind != .file, let rest = address.split(around: "://")?.after else { return nil }
        let authority = rest.prefix { !"/?#".contains($0) }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if place.hasPrefix("[") { return String(place.dropFirst().prefix { $0 != "]" }) }
        return String(place.prefix { $0 != ":" })
    }
}
