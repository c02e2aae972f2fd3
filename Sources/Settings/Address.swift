/// Where something is reached: a URL, which may hold credentials, or the path of a file.
///
/// Printing it shows neither user, password nor query.
package struct Address: Hashable, Sendable {
    private let text: Secret

    /// In lower case; nil for a file.
    package let scheme: String?
    /// Without the brackets of an IPv6 address; empty for a file.
    package let host: String
    /// Scheme, host, port and path, or the file's path: fit for logs, events and metrics.
    package let description: String

    /// A file's path.
    package init(path: String) {
        text = Secret(path)
        scheme = nil
        host = ""
        description = path
    }

    /// The URL or path with everything in it, for the library that opens it; never for a log, an error or an event.
    package func revealed() -> String { text.revealed() }

    /// Whether the host is this machine, so that nothing crosses a network.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }
}

extension Address: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

// MARK: - URLs

extension Address {
    /// Why a text is no URL; never quotes it.
    package struct Malformed: Error {
        package let reason: String
    }

    /// A URL with a host: `scheme://[user[:password]@]host[:port][/path][?query]`.
    ///
    /// As FFmpeg and curl do, the authority ends at the first `/`, `?` or `#`, and its user information at the last `@`.
    package init(url: String) throws(Malformed) {
        guard url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else {
            throw Malformed(reason: "only printable ASCII may stand in it, all else percent-encoded")
        }
        let parts = try URLParts(url)
        try parts.check()
        text = Secret(url)
        scheme = parts.scheme.lowercased()
        host = parts.host.drop { $0 == "[" }.prefix { $0 != "]" }.lowercased()
        let port = parts.port.map { ":" + $0 } ?? ""
        let query = parts.tail.contains("?") ? "?…" : ""
        description = "\(parts.scheme)://\(parts.host)\(port)\(parts.tail.prefix { !"?#".contains($0) })\(query)"
    }
}

/// A URL cut into its parts, none of them decoded.
struct URLParts {
    let scheme: Substring
    let userInformation: Substring?
    let host: Substring
    let port: Substring?
    /// The path, the query and the fragment.
    let tail: Substring

    init(_ url: String) throws(Address.Malformed) {
        guard let mark = url.firstRange(of: "://") else { throw Address.Malformed(reason: "it has no `://`") }
        scheme = url[..<mark.lowerBound]
        let rest = url[mark.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        tail = rest[end...]
        let authority = rest[..<end]
        let at = authority.lastIndex(of: "@")
        userInformation = at.map { authority[..<$0] }
        let place = authority[(at.map { authority.index(after: $0) } ?? authority.startIndex)...]
        let bracket = place.hasPrefix("[") ? place.firstIndex(of: "]") : nil
        let colon = place[(bracket ?? place.startIndex)...].firstIndex(of: ":")
        host = place[..<(colon ?? place.endIndex)]
        port = colon.map { place[place.index(after: $0)...] }
    }

    func check() throws(Address.Malformed) {
        let allowed = host.hasPrefix("[") && host.hasSuffix("]") ? "[]:.%" : "-._"
        let isHost = host.utf8.count <= 255 && host.allSatisfy { $0.isLetter || $0.isNumber || allowed.contains($0) }
        guard isHost, !host.isEmpty else { throw Address.Malformed(reason: "its host is no name and no address") }
        guard let port else { return }
        guard let number = UInt16(port), number > 0 else {
            throw Address.Malformed(reason: "its port is not 1 to 65535")
        }
    }
}
