/// A request, as far as answers depend on it.
package struct HTTPRequest: Sendable {
    package let method: String
    /// The path's segments, unescaped; empty for `/`.
    package let path: [String]
    /// The first value of each name, unescaped.
    package let query: [String: String]
    /// Names in lower case.
    package let headers: [String: String]
    /// The peer's numeric address.
    package let peer: String

    /// - Parameter target: as it came: path and query, escaped.
    /// - Returns: nil for a target that means nothing, or could mean two things: broken escapes, bytes that are no text,
    ///   `.` and `..`, empty segments, escaped slashes and control characters.
    package init?(method: String, target: String, headers: [String: String], peer: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].hasPrefix("/"), !target.contains("#") else { return nil }
        var path: [String] = []
        for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = unescaped(segment), Self.isPlain(text) else { return nil }
            path.append(text)
        }
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = unescaped(sides[0]), let value = unescaped(sides.count > 1 ? sides[1] : "") else {
                return nil
            }
            query[name] = query[name] ?? value
        }
        self.method = method
        self.path = path == [""] ? [] : path
        self.query = query
        self.headers = headers
        self.peer = peer
        guard !self.path.contains("") else { return nil }
    }

    private static func isPlain(_ segment: String) -> Bool {
        segment != "." && segment != ".." && segment.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            && !segment.contains { "/\\".contains($0) }
    }
}

/// RFC 3986, section 2.1; nil for broken escapes, NUL, and bytes that are not UTF-8.
private func unescaped(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
            return nil
        }
        bytes.append(high << 4 | low)
    }
    return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
}
