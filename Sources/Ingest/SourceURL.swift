import Glibc

/// Where a stream comes from: a camera's URL or a file's path.
///
/// Whatever prints it (`description`, string interpolation, a debugger, a mirror) sees ``redacted``; the address itself,
/// credentials and all, is handed to FFmpeg only.
package struct SourceURL: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case rtsp, http, file }

    package let kind: Kind

    /// The address without user, password and query parameters that look secret; safe in logs, errors and events.
    package let redacted: String

    /// The address as FFmpeg takes it.
    let address: String

    /// - Parameter text: `rtsp://`, `rtsps://`, `http://`, `https://` or `file:` and a path; anything without `://` is
    ///   the path of a file.
    /// - Throws: ``MediaError`` with ``MediaError/Cause/badAddress`` where the text is empty or names another scheme.
    package init(_ text: String) throws(MediaError) {
        let (scheme, rest) = Self.split(text)
        redacted = Self.redact(scheme: scheme, rest: rest)
        switch scheme {
        case "rtsp", "rtsps": (kind, address) = (.rtsp, scheme + "://" + rest)
        case "http", "https": (kind, address) = (.http, scheme + "://" + rest)
        // The prefix keeps FFmpeg from reading a colon in a file's name as a protocol.
        case "" where !rest.isEmpty: (kind, address) = (.file, "file:" + rest)
        default: throw MediaError(badAddress: redacted, scheme: scheme)
        }
        if kind != .file && rest.isEmpty { throw MediaError(badAddress: redacted, scheme: scheme) }
    }

    /// The file at a path, whatever characters are in it.
    package static func file(_ path: String) throws(MediaError) -> SourceURL {
        // "file://" takes everything after it for the path, two leading slashes too.
        try SourceURL("file://" + path)
    }

    /// The file's path; nil where it is no file.
    package var path: String? { kind == .file ? String(address.dropFirst("file:".count)) : nil }

    private static func split(_ text: String) -> (scheme: String, rest: String) {
        if let path = text.dropping(prefix: "file://") ?? text.dropping(prefix: "file:") { return ("", path) }
        guard let (scheme, rest) = text.split(around: "://") else { return ("", text) }
        let isScheme = scheme.utf8.allSatisfy { isalnum(Int32($0)) != 0 || "+-.".utf8.contains($0) }
        return isScheme && !scheme.isEmpty ? (scheme.lowercased(), String(rest)) : ("", text)
    }
}

extension SourceURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { redacted }
    package var debugDescription: String { redacted }
    package var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }
}
